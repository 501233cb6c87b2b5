/** Draws inline keyboards below bubbles and reply keyboards below the composer. */

import { h, redraw } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./i18n.js";

const MARKS = [["url", "link"], ["web_app", "app"], ["copy_text", "copy"], ["login_url", "link"], ["switch_inline_query_current_chat", "at"], ["switch_inline_query", "at"], ["switch_inline_query_chosen_chat", "at"]];
const ASKS = [["request_contact", "contact"], ["request_location", "location"], ["request_poll", "poll"], ["request_users", "contact"], ["request_chat", "group"], ["web_app", "app"]];
const STYLES = ["primary", "success", "danger"];

/** `actions.press(message, button, element)` is called for callback buttons; url, webApp, inline and copy for the others. */
export function renderInline(message, actions) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows?.length) return null;
  return h("div", { class: "inline-keyboard", data: { testid: "inline-keyboard" } }, rows.map((row) =>
    h("div", { class: "inline-row" }, row.map((button) => inlineButton(message, button, actions)))));
}

function inlineButton(message, button, actions) {
  const mark = MARKS.find(([kind]) => button[kind] !== undefined);
  const element = h("button", { type: "button", class: `inline-button ${styleOf(button)}`.trim(), data: { testid: "inline-button", callbackData: button.callback_data } },
    h("span", { class: "inline-label" }, button.text), mark ? icon(mark[1]) : null);
  element.title = button.url ?? "";
  element.addEventListener("click", () => {
    if (button.url) actions.url(button.url);
    else if (button.web_app) actions.webApp(button, message);
    else if (mark?.[1] === "at") actions.inline(button);
    else if (button.copy_text) actions.copy(button.copy_text.text);
    else if (button.callback_data !== undefined) actions.press(message, button, element);
    else actions.unsupported();
  });
  return element;
}

function styleOf(button) { return STYLES.includes(button.style) ? `is-${button.style}` : ""; }

export function setBusy(element, busy) {
  element.classList.toggle("is-busy", busy);
  if (busy) element.setAttribute("aria-busy", "true"); else element.removeAttribute("aria-busy");
}

/** The reply keyboard of a chat; `choose(button)` gets the pressed one. Hidden when there is none. */
export class ReplyKeyboard {
  constructor(choose) {
    this.choose = choose;
    this.el = h("div", { class: "reply-keyboard", role: "group", "aria-label": t("keyboard"), hidden: true, data: { testid: "reply-keyboard" } });
  }

  draw(keyboard) {
    this.el.hidden = !keyboard;
    redraw(this.el, keyboard?.keyboard, () => keyboard?.keyboard.map((row) => h("div", { class: "reply-row" }, row.map((button) => this.#button(button)))) ?? []);
  }

  #button(spec) {
    const button = typeof spec === "string" ? { text: spec } : spec;
    const mark = ASKS.find(([kind]) => button[kind])?.[1];
    return h("button", { type: "button", class: `reply-button ${styleOf(button)}`.trim(), data: { testid: "reply-button" }, onclick: () => this.choose(button) },
      mark ? icon(mark) : null, h("span", {}, button.text));
  }
}
