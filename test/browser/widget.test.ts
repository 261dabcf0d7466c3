import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { takeScreenshot, useBrowser } from "./support/browser.ts";
import { serveHostPage } from "./support/host-page.ts";
import { type LocalCloud, useLocalCloud } from "./support/local-cloud.ts";

/**
 * Proves, with staging deployed by the real engine: the widget works on a page of another origin
 * under a strict content security policy, and what visitors do is what the API then answers.
 * It does not prove how the widget looks: for that there are the screenshots.
 */

const HOST = "staging-feedback.example.com";
/** The smallest PNG: one transparent pixel. */
const PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=",
  "base64",
);

interface Idea {
  id: string;
  title: string;
  votes: number;
  attachments?: { name: string; sizeBytes: number; url: string }[];
}

const cloud = useLocalCloud((started) => started.deploy("staging"));
const openPage = useBrowser();

test("a visitor of another site's page sends an idea with a file, and it is on the board", async () => {
  const { page, board } = await openWidget("bakery");
  await page.getByRole("button", { name: "Add an idea" }).click();
  await page.getByLabel("Your idea in a sentence").fill("Rye bread <b>on Sundays</b>");
  await page.getByLabel("Details").fill("With caraway, please.");
  await page.getByLabel("Your name").fill("Ada");
  await page.setInputFiles("input[type=file]", {
    name: "rye.png",
    mimeType: "image/png",
    buffer: PIXEL,
  });
  await takeScreenshot(page, "widget-form");
  await page.getByRole("button", { name: "Send idea" }).click();
  await page.getByText("Thank you").first().waitFor();
  await page.getByRole("link", { name: "rye.png" }).waitFor();
  await takeScreenshot(page, "widget-thanks");

  const [idea] = await board.list();
  expect(idea).toMatchObject({
    title: "Rye bread <b>on Sundays</b>",
    body: "With caraway, please.",
  });
  const [file] = (await board.get(idea?.id ?? "")).attachments ?? [];
  expect(file).toMatchObject({ name: "rye.png", sizeBytes: PIXEL.length });
  expect(await cloud().visit(HOST, file?.url ?? "")).toEqual(PIXEL);
});

test("a board lists what others wrote, most wanted or newest first, and shows one in full", async () => {
  const { page } = await openWidget("library", async (board) => {
    const { id } = await board.add("Quiet corner", "Away from the door.");
    await board.vote(id, "11111111-1111-4111-8111-111111111111");
    await board.add("Longer hours");
  });
  const titles = page.locator(".card .title");
  await expect.poll(() => titles.allTextContents()).toEqual(["Quiet corner", "Longer hours"]);
  await takeScreenshot(page, "widget-list");
  await page.getByRole("button", { name: "New" }).click();
  await expect.poll(() => titles.allTextContents()).toEqual(["Longer hours", "Quiet corner"]);

  await page.getByRole("button", { name: "Quiet corner", exact: true }).click();
  await page.getByRole("heading", { name: "Quiet corner" }).waitFor();
  expect(await page.locator(".detail .body").textContent()).toBe("Away from the door.");
});

test("a visitor's vote counts once, survives a reload, and can be taken back", async () => {
  const { page, board } = await openWidget("garden", async (fresh) => {
    await fresh.add("More benches");
  });
  const vote = page.getByRole("button", { name: /Vote for More benches/ });
  await vote.click();
  await expect.poll(() => board.votes()).toEqual([1]);
  // A reload before the page knows it would break the request off, for which it takes the vote back.
  await page.getByText("Your vote counts.").waitFor({ state: "attached" });

  await page.reload();
  await page.getByRole("button", { name: "Feedback" }).click();
  await expect.poll(() => vote.getAttribute("aria-pressed")).toBe("true");
  await vote.click();
  await expect.poll(() => board.votes()).toEqual([0]);
  expect(await vote.getAttribute("aria-pressed")).toBe("false");
});

test("the keyboard alone sends an idea and closes the panel, back on the button", async () => {
  const { page, board } = await openWidget("station");
  await page.getByRole("button", { name: "Add an idea" }).press("Enter");
  await page.keyboard.type("A clock on platform two");
  await page.keyboard.press("Enter");
  await page.getByText("Thank you").first().waitFor();
  await page.keyboard.press("Escape");
  const launcher = page.getByRole("button", { name: "Feedback" });
  expect(await launcher.evaluate((button) => button.matches(":focus"))).toBe(true);
  expect((await board.list()).map(({ title }) => title)).toEqual(["A clock on platform two"]);
});

test("the demo page embeds the board that its address names", async () => {
  const board = boardOf(cloud(), "demo");
  await board.add("Dark mode");
  const page = await openPage(`${cloud().browserOrigin(HOST)}/demo?workspace=browser&board=demo`, {
    colorScheme: "dark",
  });
  await page.getByRole("button", { name: "Feedback" }).click();
  await page.getByRole("button", { name: "Dark mode", exact: true }).waitFor();
  await takeScreenshot(page, "widget-demo-dark");
});

type Board = ReturnType<typeof boardOf>;

/** The board's API, for what a test needs to know and to prepare. */
function boardOf(local: LocalCloud, board: string) {
  const path = `/api/v1/browser/${board}/feedback`;
  const ask = async <T>(below: string, body?: unknown): Promise<T> =>
    JSON.parse(String(await local.visit(HOST, path + below, body))) as T;
  const list = async () => (await ask<{ items: Idea[] }>("?sort=new")).items;
  return {
    list,
    votes: async () => (await list()).map(({ votes }) => votes),
    get: (id: string) => ask<Idea>(`/${id}`),
    add: (title: string, body = "") => ask<Idea>("", { title, body }),
    vote: (id: string, voterId: string) => ask(`/${id}/vote`, { voterId }),
  };
}

/** Another site's page with the widget of a board, opened. */
async function openWidget(
  name: string,
  prepare: (board: Board) => Promise<void> = async () => undefined,
): Promise<{ page: Page; board: Board }> {
  const board = boardOf(cloud(), name);
  await prepare(board);
  const widgetOrigin = cloud().browserOrigin(HOST);
  const page = await openPage(
    await serveHostPage({ widgetOrigin, workspace: "browser", board: name }),
  );
  await page.getByRole("button", { name: "Feedback" }).click();
  return { page, board };
}
