/** Who this browser is on the board, and what it has voted for. */
export interface Voter {
  readonly id: string;
  hasVoted(itemId: string): boolean;
  remember(itemId: string, isVoted: boolean): void;
}

/**
 * Kept in the host page's local storage; where that is closed to us, for the length of the visit.
 * The id is random and means nothing anywhere else.
 */
export function loadVoter(workspace: string, board: string): Voter {
  const key = `collective-vision:${workspace}/${board}`;
  const stored = read(key);
  const id = stored.id ?? crypto.randomUUID();
  const votes = new Set(stored.votes);
  if (stored.id === undefined) write(key, { id, votes: [] });
  return {
    id,
    hasVoted: (itemId) => votes.has(itemId),
    remember(itemId, isVoted) {
      if (isVoted) votes.add(itemId);
      else votes.delete(itemId);
      write(key, { id, votes: [...votes] });
    },
  };
}

interface StoredVoter {
  readonly id?: string;
  readonly votes?: readonly string[];
}

function read(key: string): StoredVoter {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? "{}");
    return typeof stored === "object" && stored !== null ? stored : {};
  } catch {
    return {};
  }
}

function write(key: string, voter: StoredVoter): void {
  try {
    localStorage.setItem(key, JSON.stringify(voter));
  } catch {
    // A visitor without storage can vote all the same.
  }
}
