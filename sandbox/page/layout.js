/** Phones side by side and the desk beside them; a narrow screen shows one of them at a time. */

import { h, redraw } from "./dom.js";
import { icon } from "./icons.js";
import { showMenu } from "./dialogs.js";
import { Desk } from "./desk.js";
import { Phone } from "./phone.js";
import { askPerson, isStaff, nameOf, unreadBadge } from "./people.js";
import { t } from "./i18n.js";

const DESK = "desk";
const SAVED = "phones";
const MOST_PHONES = 8;
let phonesMade = 0;
export const narrow = matchMedia("(max-width: 919px)");
const spacious = matchMedia("(min-width: 1840px)");

/** Whose phones there were; what is damaged counts as nothing. */
function savedPhones() {
  try {
    const saved = JSON.parse(localStorage.getItem(SAVED));
    return Array.isArray(saved) ? saved : [];
  } catch {
    return [];
  }
}

export class Layout {
  /** `follow` as for a conversation; `seen()` is called when something else came into sight; `before` is the layout to take over from. */
  constructor({ store, follow, seen, before = null }) {
    Object.assign(this, { store, follow, seen, phones: [], shown: before?.shown ?? 0 });
    this.desk = new Desk({ store, follow, seen });
    this.desk.el.id = DESK;
    if (before) this.desk.takeOver(before.desk);
    this.el = h("main", { class: "sides" }, this.desk.el);
    this.tabs = h("div", { class: "tabs", role: "tablist", "aria-label": t("sides") });
    this.addButton = h("button", { type: "button", class: "head-button", title: t("addPhone"), "aria-label": t("addPhone"), "aria-haspopup": "menu", data: { testid: "phone-add" },
      onclick: () => this.#offerPhone() }, icon("phone"), h("span", {}, t("addPhone")));
    for (const id of before ? before.phones.map((phone) => phone.personId) : this.#remembered()) this.#insert(id);
    if (!this.phones.length) this.#insert(null);
  }

  /** The phone a person holds; somebody who has none gets one. */
  phoneOf(personId) {
    return this.phones.find((phone) => phone.personId === personId) ?? this.add(personId);
  }

  add(personId) {
    const phone = this.#insert(personId);
    this.show(phone);
    return phone;
  }

  close(phone) {
    const at = this.phones.indexOf(phone);
    this.phones.splice(at, 1);
    phone.el.remove();
    if (this.shown !== DESK && this.shown >= at) this.shown = Math.max(0, this.shown - 1);
    this.#remember();
    this.seen();
  }

  /** Puts a phone into a person's hands; who had it gets the phone the person had. */
  hold(phone, personId) {
    const other = this.phones.find((one) => one !== phone && one.personId === personId);
    if (other) other.personId = phone.personId;
    phone.personId = personId;
    this.#remember();
    this.seen();
  }

  /** Brings a phone, or the desk, into sight. */
  show(side, { focus = false } = {}) {
    this.shown = side === this.desk ? DESK : this.phones.indexOf(side);
    this.draw();
    if (focus) this.tabs.querySelector('[aria-selected="true"]').focus();
    if (!narrow.matches) side.el.scrollIntoView({ block: "nearest", inline: "nearest" });
    this.seen();
  }

  /** The focus goes to the field where the side that is shown writes; on a wide screen that is the first phone's. */
  write() {
    const side = narrow.matches && this.shown === DESK ? this.desk : this.phones[narrow.matches ? this.shown : 0];
    const { field, notice } = side.chat.composer;
    (field.checkVisibility() ? field : notice.querySelector("button"))?.focus();
  }

  draw() {
    const several = this.phones.length > 1;
    const closing = (phone) => (several ? () => this.close(phone) : null);
    for (const phone of this.phones) phone.draw({ taken: this.phones.map((one) => one.personId), close: closing(phone) });
    this.desk.draw();
    this.#drawTabs();
    this.addButton.hidden = this.phones.length >= MOST_PHONES || !this.store.people.size;
  }

  /** Whether a person is looking at this chat and topic now. */
  isVisible(chatId, threadId) {
    if (document.hidden) return false;
    if (chatId > 0) return this.phones.some((phone, at) => phone.personId === chatId && (!narrow.matches || this.shown === at));
    return this.desk.isShowing(chatId, threadId) && (!narrow.matches || this.shown === DESK);
  }

  markSeen() {
    for (const { personId } of this.phones) if (personId && this.isVisible(personId, 0)) this.store.markRead(personId);
    const { chatId, threadId } = this.desk;
    if (chatId && this.isVisible(chatId, threadId)) this.store.markRead(chatId, threadId);
  }

  take(change) {
    for (const side of [...this.phones, this.desk]) side.chat.take(change);
  }

  #insert(personId) {
    const phone = new Phone({ store: this.store, follow: this.follow, hold: (id) => this.hold(phone, id) });
    phone.personId = personId ?? this.#nextPerson();
    phone.el.id = `phone-${phonesMade += 1}`;
    this.phones.push(phone);
    this.desk.el.before(phone.el);
    this.#remember();
    return phone;
  }

  #nextPerson() {
    const free = this.#people().filter((person) => !this.phones.some((phone) => phone.personId === person.id));
    return free[0]?.id ?? null;
  }

  /** Citizens first, for whom phones are meant. */
  #people() {
    return [...this.store.people.values()].sort((a, b) => Number(isStaff(a)) - Number(isStaff(b)));
  }

  #remembered() {
    const saved = [...new Set(savedPhones())].filter((id) => this.store.people.has(id));
    return saved.length ? saved.slice(0, MOST_PHONES) : this.#people().slice(0, spacious.matches ? 2 : 1).map((person) => person.id);
  }

  #remember() {
    localStorage.setItem(SAVED, JSON.stringify(this.phones.map((phone) => phone.personId)));
  }

  #offerPhone() {
    const held = new Set(this.phones.map((phone) => phone.personId));
    const free = this.#people().filter((person) => !held.has(person.id));
    showMenu(this.addButton, [
      ...free.map((person) => ({ label: nameOf(person), icon: "contact", testid: "phone-person", run: () => this.add(person.id) })),
      { label: t("addPerson"), icon: "plus", testid: "phone-newcomer", run: () => this.#addNewcomer() },
    ]);
  }

  async #addNewcomer() {
    const { chat } = this.shown === DESK ? this.desk : this.phones[this.shown];
    const person = await askPerson("citizen", { store: this.store, run: (deed) => chat.run(deed) });
    if (person) this.add(person.id);
  }

  #drawTabs() {
    const unread = this.phones.map((phone) => this.store.unreadOf(phone.personId));
    const staff = [...this.store.chats.keys()].reduce((sum, chatId) => sum + this.store.unreadOf(chatId), 0);
    const names = this.phones.map((phone) => (this.phones.length > 1 ? nameOf(this.store.people.get(phone.personId)) : t("tabCitizen")));
    redraw(this.tabs, [names, unread, staff, this.shown], () => [
      ...this.phones.map((phone, at) => this.#tab({ side: phone, testid: "tab-citizen", name: names[at], unread: unread[at], chosen: this.shown === at })),
      this.#tab({ side: this.desk, testid: "tab-staff", name: t("tabStaff"), unread: staff, chosen: this.shown === DESK }),
    ]);
    this.phones.forEach((phone, at) => phone.el.classList.toggle("is-shown", this.shown === at));
    this.desk.el.classList.toggle("is-shown", this.shown === DESK);
  }

  #tab({ side, testid, name, unread, chosen }) {
    return h("button", { type: "button", role: "tab", "aria-selected": String(chosen), "aria-controls": side.el.id, tabIndex: chosen ? 0 : -1, data: { testid },
      onclick: () => this.show(side), onkeydown: (event) => this.#turn(event, side) }, h("span", { class: "tab-name" }, name), unreadBadge(unread));
  }

  #turn(event, side) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const sides = [...this.phones, this.desk];
    this.show(sides[(sides.indexOf(side) + step + sides.length) % sides.length], { focus: true });
  }
}
