/** One person's phone: who holds it, the chat with the bot, and what its menu offers. Several may lie side by side. */

import { h, iconButton, redraw } from "./dom.js";
import { icon } from "./icons.js";
import { api } from "./api.js";
import { Conversation } from "./chat.js";
import { PeoplePicker, askPerson, avatar, isStaff, nameOf } from "./people.js";
import { askForm, showMenu } from "./dialogs.js";
import { t } from "./i18n.js";

export class Phone {
  /** `follow` as for a conversation; `hold(personId)` puts this phone into somebody's hands. */
  constructor({ store, follow, hold }) {
    Object.assign(this, { store, hold, personId: null, close: null });
    this.picker = new PeoplePicker({ testid: "citizen-picker", label: "citizens", role: "citizen", choose: hold, add: () => this.#add() });
    this.head = h("div", { class: "chat-head" });
    this.chat = new Conversation({ store, testid: "citizen-chat", follow });
    this.empty = h("div", { class: "empty", hidden: true }, icon("phone"), h("strong", {}, t("noBot")), h("p", {}, t("noBotHint")));
    this.el = h("section", { class: "phone", data: { testid: "phone" } }, this.picker.el,
      h("div", { class: "device" }, this.head, this.chat.el, this.empty));
  }

  get person() { return this.store.people.get(this.personId); }

  /** `taken`: who holds the phones that there are; `close`: what takes this phone away, null for the only one. */
  draw({ taken = [], close = null } = {}) {
    this.close = close;
    const people = [...this.store.people.values()].sort((a, b) => Number(isStaff(a)) - Number(isStaff(b)));
    if (!this.person) this.personId = people.find((one) => !taken.includes(one.id))?.id ?? people[0]?.id ?? null;
    this.picker.draw(people.map((person) => ({ person, unread: taken.includes(person.id) ? 0 : this.store.unreadOf(person.id) })), this.personId);
    this.el.setAttribute("aria-label", this.person ? t("phoneOf", { name: nameOf(this.person) }) : t("tabCitizen"));
    this.el.dataset.personId = this.personId ?? "";
    this.#drawHead();
    const ready = Boolean(this.store.bot && this.personId);
    this.chat.el.hidden = !ready;
    this.empty.hidden = ready;
    if (ready) this.chat.show({ chatId: this.personId, threadId: null, viewerId: this.personId, isGroup: false, name: nameOf(this.store.bot) });
  }

  async #add() {
    const person = await askPerson("citizen", { store: this.store, run: (deed) => this.chat.run(deed) });
    if (person) this.hold(person.id);
  }

  #drawHead() {
    const { bot } = this.store;
    redraw(this.head, [bot, this.person, Boolean(this.close)], () => [avatar(bot ?? { id: 0, first_name: "?" }),
      h("div", { class: "head-words" }, h("h2", {}, bot ? nameOf(bot) : t("noBot")),
        h("span", { class: "head-note" }, this.person?.deactivated ? t("deactivated") : this.person?.blocked ? t("blocked") : bot ? `@${bot.username} · ${t("bot")}` : "")),
      iconButton(icon("search"), t("search"), () => this.chat.search.open(), { data: { testid: "phone-search" } }),
      this.person?.deactivated ? null : iconButton(icon("more"), t("botMenu"), (event) => this.#menu(event.currentTarget), { "aria-haspopup": "menu", data: { testid: "phone-menu" } }),
      this.close ? iconButton(icon("close"), t("closePhone"), () => this.close(), { data: { testid: "phone-close" } }) : null]);
  }

  #menu(anchor) {
    if (!this.person) return;
    const user = { user_id: this.personId };
    showMenu(anchor, [
      { label: t("startAgain"), icon: "send", testid: "menu-start", run: () => this.chat.startBot() },
      this.person.blocked
        ? { label: t("unblock"), icon: "unlock", testid: "menu-unblock", run: () => this.chat.run(() => api.unblock(user)) }
        : { label: t("block"), icon: "block", danger: true, testid: "menu-block", run: () => this.chat.run(() => api.block(user)) },
      { label: t("deactivate"), icon: "trash", danger: true, testid: "menu-deactivate", run: () => this.#deactivate(user) },
    ]);
  }

  /** An account that was deleted does not come back, so one is asked first. */
  async #deactivate(user) {
    const sure = await askForm({ title: t("deactivateSure", { name: nameOf(this.person) }), submit: t("deactivate"), danger: true });
    if (sure) await this.chat.run(() => api.deactivate(user));
  }
}
