import type { Item } from "./api.ts";
import { backButton, createDetailView } from "./detail-view.ts";
import { h } from "./dom.ts";
import { createField } from "./field.ts";
import { createFilePicker } from "./file-picker.ts";
import { createError, createSuccess, messageOf } from "./notice.ts";
import type { Navigation, View, Widget } from "./widget.ts";

/** The form for a new idea. Files go up after the idea is stored: a failing file loses no text. */
export function createFormView(widget: Widget, navigation: Navigation, back: () => void): View {
  const title = createField("input", {
    id: "title",
    label: "Your idea in a sentence",
    minLength: 3,
    maxLength: 120,
  });
  const body = createField("textarea", {
    id: "body",
    label: "Details",
    hint: "optional",
    maxLength: 5000,
  });
  const author = createField("input", {
    id: "author",
    label: "Your name",
    hint: "optional, shown to everybody",
    maxLength: 80,
    autocomplete: "name",
  });
  const files = createFilePicker();
  const failure = h("div");
  const submit = h("button", { class: "primary wide", type: "submit" }, "Send idea");

  const send = async (): Promise<void> => {
    const { attachmentToken, ...item } = await widget.api.create({
      title: title.value(),
      body: body.value(),
      authorName: author.value(),
    });
    const { count, failures } = await uploadAll(widget, item, attachmentToken, files.chosen());
    const thanks = createSuccess("Thank you. Your idea is on the board.");
    const notices = [thanks, ...failures.map((message) => createError(message))];
    const stored = { ...item, attachmentCount: count };
    navigation.show(createDetailView(widget, navigation, stored, { back, notices }));
    navigation.announce("Thank you. Your idea is on the board.");
  };

  const form = h("form", { class: "form", novalidate: true }, title.element, body.element);
  form.append(author.element, files.element, failure, submit);
  let isSending = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isSending || !title.validate()) return;
    isSending = true;
    submit.classList.add("busy");
    submit.textContent = "Sending…";
    failure.replaceChildren();
    try {
      await send();
    } catch (error) {
      failure.replaceChildren(createError(messageOf(error)));
    } finally {
      isSending = false;
      submit.classList.remove("busy");
      submit.textContent = "Send idea";
    }
  });
  const element = h("div", { class: "view" }, backButton(back), form);
  return { element, focus: title.control, isDraft: true };
}

interface Uploads {
  readonly count: number;
  readonly failures: readonly string[];
}

async function uploadAll(
  { api }: Widget,
  { id }: Item,
  attachmentToken: string,
  files: readonly File[],
): Promise<Uploads> {
  const failures: string[] = [];
  for (const file of files) {
    await api.attach(id, attachmentToken, file).catch((error: unknown) => {
      failures.push(`${file.name} was not attached. ${messageOf(error)}`);
    });
  }
  return { count: files.length - failures.length, failures };
}
