/** Alerts, forms, menus and toasts: everything that lies above the page for a moment. */

import { h, append, replace } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./i18n.js";

const TOAST_MS = 4500;

/** A modal dialog; it leaves the page when it is closed. */
export function openDialog(className, testid, ...children) {
  const dialog = h("dialog", { class: className, data: { testid } }, children);
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.showModal();
  return dialog;
}

/** Shows plain text with one button; resolves when it is closed. */
export function showAlert(text) {
  return new Promise((resolve) => {
    const ok = h("button", { type: "button", class: "button is-primary", data: { testid: "alert-ok" }, onclick: () => dialog.close() }, t("ok"));
    const dialog = openDialog("dialog alert", "alert", h("p", { id: "alert-text", data: { testid: "alert-text" } }, text),
      h("div", { class: "dialog-buttons" }, ok));
    dialog.setAttribute("role", "alertdialog");
    dialog.setAttribute("aria-describedby", "alert-text");
    dialog.addEventListener("close", () => resolve());
    ok.focus();
  });
}

/**
 * Asks for some values. `fields`: {name, label, type?, value?, required?, rows?, options?: [[value, label]]}; `before` is a node
 * shown above them. Resolves with an object of strings, or null when it was cancelled.
 */
export function askForm({ title, submit, fields = [], before = null, danger = false }) {
  return new Promise((resolve) => {
    let answer = null;
    const form = h("form", { method: "dialog" }, h("h2", {}, title), before, fields.map(fieldOf),
      h("div", { class: "dialog-buttons" },
        h("button", { type: "button", class: "button", data: { testid: "dialog-cancel" }, onclick: () => dialog.close() }, t("cancel")),
        h("button", { type: "submit", class: `button ${danger ? "is-danger" : "is-primary"}`, data: { testid: "dialog-submit" } }, submit)));
    form.addEventListener("submit", () => {
      answer = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value.trim()]));
    });
    const dialog = openDialog("dialog", "dialog", form);
    dialog.setAttribute("aria-label", title);
    dialog.addEventListener("close", () => resolve(answer));
  });
}

function fieldOf(field) {
  const control = field.rows
    ? h("textarea", { name: field.name, rows: String(field.rows), required: field.required })
    : field.options ? h("select", { name: field.name }, field.options.map(([value, label]) => h("option", { value, selected: value === field.value }, label)))
    : h("input", { name: field.name, type: field.type ?? "text", value: field.value ?? "", required: field.required, step: field.step, autocomplete: "off" });
  return h("label", { class: "field" }, h("span", {}, field.label), control);
}

/** Opens a menu at a button or a point. `items`: {label, icon, run, danger?, testid?, checked?}; `above` is a row of further buttons. */
export function showMenu(anchor, items, { above = null } = {}) {
  const menu = h("div", { class: "menu", role: "menu", popover: "auto", data: { testid: "menu" } });
  const buttons = items.map((item) => h("button", { type: "button", role: item.checked === undefined ? "menuitem" : "menuitemcheckbox",
    class: item.danger ? "is-danger" : "", data: { testid: item.testid }, "aria-checked": item.checked === undefined ? null : String(item.checked),
    onclick: () => { menu.hidePopover(); item.run(); } }, icon(item.icon), h("span", {}, item.label)));
  append(menu, [above, buttons]);
  above?.addEventListener("click", () => menu.hidePopover());
  menu.addEventListener("keydown", (event) => moveFocus(event, [...(above?.children ?? []), ...buttons]));
  menu.addEventListener("toggle", (event) => { if (event.newState === "closed") menu.remove(); });
  // What lies outside an open dialog cannot be pressed.
  (anchor.closest?.("dialog") ?? document.body).append(menu);
  menu.showPopover();
  place(menu, anchor);
  buttons[0]?.focus();
}

function moveFocus(event, buttons) {
  const step = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const at = buttons.indexOf(document.activeElement);
  buttons[(at + step + buttons.length) % buttons.length].focus();
}

function place(menu, anchor) {
  const box = anchor instanceof Element ? anchor.getBoundingClientRect() : { left: anchor.x, right: anchor.x, top: anchor.y, bottom: anchor.y };
  const { offsetWidth: width, offsetHeight: height } = menu;
  const left = box.left + width > innerWidth - 8 ? box.right - width : box.left;
  const top = box.bottom + height + 4 > innerHeight - 8 ? box.top - height - 4 : box.bottom + 4;
  menu.style.left = `${Math.max(8, left)}px`;
  menu.style.top = `${Math.max(8, top)}px`;
}

/** Shows a short text over a chat, or in the dialog that lies above it, and smaller what the sandbox said; it is also read aloud. */
export function showToast(host, text, { isError = false, detail = "" } = {}) {
  const toast = h("div", { class: `toast ${isError ? "is-error" : ""}`, role: isError ? "alert" : "status", data: { testid: "toast" } });
  ([...document.querySelectorAll("dialog[open]")].at(-1) ?? host).append(toast);
  // The text comes after the element, since screen readers only announce what changes inside a live region.
  requestAnimationFrame(() => replace(toast, text, detail ? h("small", {}, detail) : null));
  setTimeout(() => toast.remove(), TOAST_MS);
}
