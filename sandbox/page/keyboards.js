/** Draws inline keyboards below bubbles and reply keyboards below the composer. */

import { h, replace } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./i18n.js";

const MARKS = [["url", "link"], ["web_app", "link"], ["copy_text", "copy"], ["login_url", "link"]];

/** `actions.press(message, button, element)` is called for callback buttons, `actions.url(url)` and `actions.copy(text)` for the others. */
export function renderInline(message, actions) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows?.length) return null;
  return h("div", { class: "inline-keyboard", data: { testid: "inline-keyboard" } }, rows.map((row) =>
    h("div", { class: "inline-row" }, row.map((button) => inlineButton(message, button, actions)))));
}

function inlineButton(message, button, actions) {
  const mark = MARKS.find(([kind]) => button[kind]);
  const style = ["danger", "success", "primary"].includes(button.style) ? `is-${button.style}` : "";
  const element = h("button", { type: "button", class: `inline-button ${style}`, data: { testid: "inline-button", callbackData: button.callback_data } },
    h("span", { class: "inline-label" }, button.text), mark ? icon(mark[1]) : null);
  element.addEventListener("click", () => {
    if (button.url) actions.url(button.url);
    else if (button.copy_text) actions.copy(button.copy_text.text);
    else if (button.callback_data !== undefined) actions.press(message, button, element);
    else actions.unsupported();
  });
  return element;
}

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
    if (!keyboard) { replace(this.el); return; }
    replace(this.el, keyboard.keyboard.map((row) => h("div", { class: "reply-row" }, row.map((button) => this.#button(button)))));
  }

  #button(spec) {
    const button = typeof spec === "string" ? { text: spec } : spec;
    const mark = button.request_contact ? "contact" : button.request_location ? "location" : null;
    return h("button", { type: "button", class: "reply-button", data: { testid: "reply-button" }, onclick: () => this.choose(button) },
      mark ? icon(mark) : null, h("span", {}, button.text));
  }
}
