import { ApiError, type Item } from "./api.ts";
import { h, icon } from "./dom.ts";
import { formatCount } from "./format.ts";
import type { Navigation, Widget } from "./widget.ts";

/** A toggle that counts at once and takes it back if the server says no. */
export function createVoteButton(
  { api, voter }: Widget,
  { announce }: Navigation,
  item: Item,
): HTMLButtonElement {
  const count = h("span", { class: "count" });
  const button = h("button", { class: "vote", type: "button" }, icon("up"), count);
  let votes = item.votes;
  const render = () => {
    count.textContent = String(votes);
    button.setAttribute("aria-pressed", String(voter.hasVoted(item.id)));
    button.setAttribute("aria-label", `Vote for ${item.title}, ${formatCount(votes, "vote")}`);
  };
  const toggle = async () => {
    const isVoted = !voter.hasVoted(item.id);
    const before = votes;
    voter.remember(item.id, isVoted);
    votes += isVoted ? 1 : -1;
    render();
    try {
      ({ votes } = await api.vote(item.id, voter.id, isVoted));
      announce(isVoted ? "Your vote counts." : "Your vote is taken back.");
    } catch (error) {
      voter.remember(item.id, !isVoted);
      votes = before;
      announce(error instanceof ApiError ? error.message : "Your vote was not counted.");
    }
    render();
  };
  let isBusy = false;
  button.addEventListener("click", async () => {
    if (isBusy) return;
    isBusy = true;
    await toggle();
    isBusy = false;
  });
  render();
  return button;
}
