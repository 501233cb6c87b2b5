/** One citizen's phone: who holds it, the chat with the bot, and what its menu offers. Several may stand side by side. */

import { h, iconButton, redraw, replace } from "./dom.js";
import { icon } from "./icons.js";
import { api } from "./api.js";
import { Conversation } from "./chat.js";
import { PeoplePicker, avatar, isStaff, nameOf } from "./people.js";
import { showMenu } from "./dialogs.js";
import { t } from "./i18n.js";

export class Phone {
  /** `follow` as for a conversation; `chosen(personId)` tells the page; `added(person)` when a person was made. */
  constructor({ store, follow, chosen, added }) {
    Object.assign(this, { store, chosen });
    this.personId = null;
    this.picker = new PeoplePicker({ testid: "citizen-picker", label: "citizens", role: "citizen", choose: (id) => this.hold(id), added });
    this.head = h("div", { class: "chat-head" });
    this.chat = new Conversation({ store, testid: "citizen-chat", follow });
    this.empty = h("div", { class: "empty", hidden: true });
    this.el = h("section", { class: "phone", "aria-label": t("tabCitizen"), data: { testid: "phone" } }, this.picker.el,
      h("div", { class: "device" }, this.head, this.chat.el, this.empty));
  }

  /** Puts the phone into a person's hands. */
  hold(personId) {
    this.personId = personId;
    this.chosen(personId);
    this.draw();
  }

  draw() {
    const people = [...this.store.people.values()].sort((a, b) => Number(isStaff(a)) - Number(isStaff(b)));
    if (!this.store.people.has(this.personId)) this.personId = people[0]?.id ?? null;
    this.picker.draw(people.map((person) => ({ person, unread: person.id === this.personId ? 0 : this.store.unreadOf(person.id) })), this.personId);
    this.#drawHead();
    const ready = Boolean(this.store.bot && this.personId);
    this.chat.el.hidden = !ready;
    this.empty.hidden = ready;
    if (!ready) replace(this.empty, icon("contact"), h("strong", {}, t("noBot")), h("p", {}, t("noBotHint")));
    else this.chat.show({ chatId: this.personId, threadId: null, viewerId: this.personId, isGroup: false, name: nameOf(this.store.bot) });
  }

  #drawHead() {
    const { bot } = this.store;
    const person = this.store.people.get(this.personId);
    redraw(this.head, [bot, person], () => [avatar(bot ?? { id: 0, first_name: "?" }), h("div", { class: "head-words" }, h("h2", {}, bot ? nameOf(bot) : t("noBot")),
      h("span", { class: "head-note" }, person?.blocked ? t("blocked") : bot ? `@${bot.username} · ${t("bot")}` : "")),
    iconButton(icon("more"), t("botMenu"), (event) => this.#menu(event.currentTarget), { "aria-haspopup": "menu", data: { testid: "phone-menu" } })]);
  }

  #menu(anchor) {
    const person = this.store.people.get(this.personId);
    if (!person) return;
    const user = { user_id: person.id };
    showMenu(anchor, [
      { label: t("startAgain"), icon: "send", testid: "menu-start", run: () => this.chat.startBot() },
      person.blocked
        ? { label: t("unblock"), icon: "unlock", testid: "menu-unblock", run: () => this.chat.run(() => api.unblock(user)) }
        : { label: t("block"), icon: "block", danger: true, testid: "menu-block", run: () => this.chat.run(() => api.block(user)) },
    ]);
  }
}
