/** The group as its members see it: who is in it, what they are, and what can be done with the group itself. */

import { h, iconButton, redraw } from "./dom.js";
import { icon } from "./icons.js";
import { api } from "./api.js";
import { askForm, openDialog, showMenu } from "./dialogs.js";
import { askPerson, avatar, isStaff, nameOf } from "./people.js";
import { whenReleased } from "./press.js";
import { t } from "./i18n.js";

const GONE = new Set(["left", "kicked"]);

export const isPresent = (member) => !GONE.has(member.status);

/** What a member of each standing can become: [status, word, icon, dangerous]. */
const CHANGES = {
  creator: [],
  administrator: [["member", "demote", "down"], ["left", "letLeave", "leave", true], ["kicked", "expel", "block", true]],
  member: [["administrator", "promote", "shield"], ["left", "letLeave", "leave", true], ["kicked", "expel", "block", true]],
  restricted: [["member", "unrestrict", "unlock"], ["kicked", "expel", "block", true]],
  left: [["member", "bringBack", "plus"]],
  kicked: [["member", "bringBack", "plus"]],
};

export class Group {
  #dialog = null;

  /** `run(deed)` carries out a control call, `chatId()` is the group that is meant, `clerkId()` who acts. */
  constructor({ store, run, chatId, clerkId }) { Object.assign(this, { store, run, chatId, clerkId }); }

  get chat() { return this.store.chats.get(this.chatId()); }

  menu(anchor) {
    const bot = this.#botMember();
    showMenu(anchor, [
      { label: t("memberList"), icon: "group", testid: "group-members", run: () => this.showMembers() },
      { label: t("addClerk"), icon: "plus", testid: "group-add", run: () => this.addClerk() },
      this.chat.type === "group" ? { label: t("migrate"), icon: "up", testid: "group-migrate", run: () => this.#migrate() } : null,
      this.store.bot && !(bot && isPresent(bot)) ? { label: t("botBack"), icon: "plus", testid: "group-bot-back", run: () => this.#changeBot("administrator") } : null,
      bot && isPresent(bot) ? { label: t("botOut"), icon: "block", danger: true, testid: "group-bot-out", run: () => this.#changeBot("kicked") } : null,
    ].filter(Boolean));
  }

  /** Who is in the group, or was; stays open while people come and go. */
  showMembers() {
    const list = h("ul", { class: "member-list" });
    const add = h("button", { type: "button", class: "button", data: { testid: "member-add" }, onclick: () => this.addClerk() }, t("addClerk"));
    const done = h("button", { type: "button", class: "button is-primary", data: { testid: "members-close" }, onclick: () => this.#dialog.close() }, t("done"));
    this.#dialog = openDialog("dialog members", "members", h("h2", {}, t("memberList")), list, h("div", { class: "dialog-buttons" }, add, done));
    this.#dialog.setAttribute("aria-label", t("memberList"));
    this.#dialog.list = list;
    const draw = () => this.#drawMembers();
    const follow = () => whenReleased(draw);
    this.store.addEventListener("change", follow);
    this.#dialog.addEventListener("close", () => { this.store.removeEventListener("change", follow); this.#dialog = null; });
    this.#drawMembers();
  }

  /** Asks for a new person and lets them join; resolves to them, or to null. */
  async addClerk() {
    const chatId = this.chatId();
    const person = await askPerson("clerk", this);
    if (!person) return null;
    const joined = await this.run(async () => {
      await api.member({ chat_id: chatId, user_id: person.id, status: "member" });
      await this.store.readState();
    });
    return joined ? person : null;
  }

  #drawMembers() {
    if (!this.#dialog) return;
    const inside = this.chat?.members ?? [];
    const outside = [...this.store.people.values()].filter((person) => isStaff(person) && !inside.some((member) => member.user_id === person.id));
    const members = [...inside, ...outside.map((person) => ({ user_id: person.id, status: "left" }))];
    redraw(this.#dialog.list, [members, [...this.store.people.values()].map(nameOf)], () => members.map((member) => this.#member(member)));
  }

  #member({ user_id: userId, status }) {
    const bot = this.store.bots.find((one) => one.id === userId);
    const user = this.store.people.get(userId) ?? bot;
    const changes = CHANGES[status] ?? [];
    const name = nameOf(user);
    return h("li", { data: { testid: "member", personId: userId, status } }, avatar(user),
      h("span", { class: "member-words" }, h("strong", {}, name), h("span", {}, bot ? `${t("bot")} · ${t(`status_${status}`)}` : t(`status_${status}`))),
      changes.length ? iconButton(icon("more"), t("memberMenu", { name }), (event) => this.#offerChanges(event.currentTarget, userId, bot, changes), { "aria-haspopup": "menu", data: { testid: "member-menu", personId: userId } }) : null);
  }

  #offerChanges(anchor, userId, bot, changes) {
    const who = bot ? { bot: true, bot_id: bot.id } : { user_id: userId };
    const by = (status) => (status === "left" ? userId : this.clerkId());
    showMenu(anchor, changes.map(([status, word, iconName, danger]) => ({ label: t(word), icon: iconName, danger, testid: `member-${status}`,
      run: () => this.run(() => api.member({ chat_id: this.chatId(), ...who, status, from_id: by(status) })) })));
  }

  #botMember() { return this.chat.members?.find((member) => member.user_id === this.store.bot?.id); }

  #changeBot(status) { return this.run(() => api.member({ chat_id: this.chatId(), bot: true, status })); }

  async #migrate() {
    const sure = await askForm({ title: t("migrateSure", { name: nameOf(this.chat) }), submit: t("migrate") });
    if (sure) await this.run(() => api.migrate({ chat_id: this.chatId() }));
  }
}
