import { Agent, request } from "node:http";

export interface Answer {
  /** 0 where there was none. */
  status: number;
  /** The answer's text, or why there was no answer. */
  text: string;
  /** Milliseconds, as `performance.now()` counts. */
  askedAt: number;
  answeredAt: number;
}

export interface ConstantLoad {
  /** Resolves when that many more requests have been answered, or when all have. */
  answered(count: number): Promise<void>;
  isOver(): boolean;
  /** Every answer, in the order they came in, when the last one is there. */
  answers: Promise<readonly Answer[]>;
}

/**
 * Users who do not wait for each other: requests begin at a constant rate, however long the earlier
 * ones take, so that an edge that stands still for a second is seen by all who came in that second.
 */
export function startConstantLoad(options: {
  port: number;
  host: string;
  perSecond: number;
  seconds: number;
}): ConstantLoad {
  const { port, host, perSecond, seconds } = options;
  const total = perSecond * seconds;
  const agent = new Agent({ keepAlive: true });
  const answers: Answer[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  const complete = Promise.withResolvers<readonly Answer[]>();
  const isOver = () => answers.length === total;
  const take = (answer: Answer) => {
    answers.push(answer);
    for (const { count, resolve } of waiting) if (answers.length >= count) resolve();
    if (!isOver()) return;
    agent.destroy();
    complete.resolve(answers);
  };
  const startedAt = performance.now();
  let sent = 0;
  const timer = setInterval(() => {
    const due = Math.min(total, Math.floor(((performance.now() - startedAt) / 1000) * perSecond));
    for (; sent < due; sent++) void ask(port, host, agent).then(take);
    if (sent === total) clearInterval(timer);
  }, 1000 / perSecond);
  return {
    answered: (more) =>
      new Promise((resolve) => {
        waiting.push({ count: Math.min(total, answers.length + more), resolve });
        if (isOver()) resolve();
      }),
    isOver,
    answers: complete.promise,
  };
}

function ask(port: number, host: string, agent: Agent): Promise<Answer> {
  const askedAt = performance.now();
  return new Promise((resolve) => {
    const end = (status: number, text: string) =>
      resolve({ status, text, askedAt, answeredAt: performance.now() });
    const fail = ({ message }: Error) => end(0, message);
    const sent = request({ host: "127.0.0.1", port, headers: { host }, agent }, (response) => {
      let text = "";
      response.on("data", (chunk) => (text += String(chunk)));
      response.once("end", () => end(response.statusCode ?? 0, text));
      response.once("error", fail);
    });
    sent.once("error", fail);
    sent.end();
  });
}
