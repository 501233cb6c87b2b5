/** Names, avatars and the row of people one can be. */

import { h, iconButton, redraw } from "./dom.js";
import { icon } from "./icons.js";
import { askForm } from "./dialogs.js";
import { api } from "./api.js";
import { t } from "./i18n.js";

const HUES = 8;
const LANGUAGES = [["zh-hans", "简体中文"], ["zh-hant", "繁體中文"], ["en", "English"]];

export function nameOf(user) {
  if (!user) return "?";
  return user.title ?? [user.first_name, user.last_name].filter(Boolean).join(" ");
}

export function hueOf(id) {
  return Math.abs(Math.imul(Number(id) | 0, 0x9e3779b1) >>> 13) % HUES;
}

/** One CJK character (the last of a Chinese given name reads best), or up to two Latin initials. */
function initialsOf(user) {
  const name = nameOf(user).trim();
  if (/^[\p{Script=Han}]/u.test(name)) return [...name][0];
  const letters = name.split(/\s+/).map((word) => [...word][0] ?? "");
  return letters.slice(0, 2).join("").toUpperCase() || "?";
}

export function avatar(user, size = "") {
  return h("span", { class: `avatar hue-${hueOf(user?.id ?? 0)} ${size}`.trim(), "aria-hidden": "true" }, initialsOf(user));
}

export function unreadBadge(count) {
  if (!count) return null;
  return h("span", { class: "badge", data: { testid: "unread" } },
    h("span", { "aria-hidden": "true" }, count > 99 ? "99+" : count), h("span", { class: "visually-hidden" }, t("unread", { n: count })));
}

export const isStaff = (person) => Boolean(person.role) && person.role !== "citizen";

/** Asks for a new person and makes them by `run`, a conversation's; resolves to the person, known to the store, or to null when nobody was made. */
export async function askPerson(role, { store, run }) {
  const answer = await askForm({ title: t(role === "citizen" ? "addPerson" : "addClerk"), submit: t("add"), fields: [
    { name: "first_name", label: t("firstName"), required: true },
    { name: "last_name", label: t("lastName") },
    { name: "phone", label: t("phone"), type: "tel" },
    { name: "language_code", label: t("personLanguage"), options: LANGUAGES },
    { name: "role", label: t("role"), options: [["citizen", t("citizen")], ["clerk", t("clerk")]], value: role },
  ] });
  if (!answer) return null;
  let person = null;
  await run(async () => {
    const made = await api.addPerson(Object.fromEntries(Object.entries(answer).filter(([, value]) => value !== "")));
    await store.readState();
    person = made;
  });
  return person;
}

/** Gives each of `people` a name of their own: a story makes its people anew each time it is played. */
function namesOf(people) {
  const times = new Map();
  return people.map((one) => {
    const name = nameOf(one.person);
    times.set(name, (times.get(name) ?? 0) + 1);
    return { ...one, name: times.get(name) > 1 ? `${name} ${times.get(name)}` : name };
  });
}

/** A row of people to be; `choose(id)` is called for a pressed one, `add()` makes another one. */
export class PeoplePicker {
  constructor({ testid, label, role, choose, add }) {
    Object.assign(this, { testid, label, role, choose, add });
    this.el = h("div", { class: "people", role: "group", "aria-label": t(label), data: { testid } });
  }

  /** Draws `people` ({person, unread}) with `currentId` chosen. Keeps the focus where it was. */
  draw(people, currentId) {
    const scrolled = this.el.firstElementChild?.scrollLeft ?? 0;
    redraw(this.el, [people, currentId], () => [
      h("div", { class: "people-scroll" }, namesOf(people).map(({ person, unread, name }) => this.#chip(person, { unread, name, chosen: person.id === currentId }))),
      iconButton(icon("plus"), t(this.role === "citizen" ? "addPerson" : "addClerk"), () => this.add(), { class: "people-add", data: { testid: `${this.testid}-add` } }),
    ]);
    this.el.firstElementChild.scrollLeft = scrolled;
    // A phone that is not shown has no place to scroll in yet.
    if (this.shownId === currentId || !this.el.clientWidth) return;
    this.shownId = currentId;
    this.#reveal(currentId);
  }

  #chip(person, { unread, name, chosen }) {
    const role = isStaff(person) && this.role === "citizen" ? h("span", { class: "person-role" }, t("clerk")) : null;
    return h("button", { type: "button", class: "person", "aria-pressed": String(chosen), onclick: () => this.choose(person.id),
      data: { testid: "person", personId: person.id } },
    avatar(person, "small"), h("span", { class: "person-name" }, name), role, unreadBadge(unread));
  }

  #reveal(id) {
    const scroller = this.el.firstElementChild;
    const chip = this.el.querySelector(`[data-person-id="${id}"]`);
    if (chip) scroller.scrollLeft = chip.offsetLeft - scroller.offsetLeft - scroller.clientWidth / 2 + chip.offsetWidth / 2;
  }
}
