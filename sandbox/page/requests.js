/** What a button of the reply keyboard may ask a person for: a contact, a place, a poll, people, a group, a Mini App. */

import { api } from "./api.js";
import { askForm } from "./dialogs.js";
import { nameOf } from "./people.js";
import { t } from "./i18n.js";

const MOST_OPTIONS = 12;

/** Asks for a question and its options, one a line; resolves with the fields of POST /control/poll, or null. */
export async function askPoll() {
  const answer = await askForm({ title: t("poll"), submit: t("send"), fields: [
    { name: "question", label: t("pollQuestion"), required: true },
    { name: "options", label: t("pollOptions", { n: MOST_OPTIONS }), required: true, rows: 4 },
    { name: "allows_multiple_answers", label: t("pollSeveral"), options: [["", t("no")], ["true", t("yes")]] },
    { name: "is_anonymous", label: t("pollAnonymous"), options: [["true", t("yes")], ["", t("no")]] },
  ] });
  if (!answer) return null;
  const { question, options } = answer;
  return { question, options: options.split("\n").map((line) => line.trim()).filter(Boolean), allows_multiple_answers: Boolean(answer.allows_multiple_answers), is_anonymous: Boolean(answer.is_anonymous) };
}

export class Requests {
  /** `run(deed)` carries out a control call; `who()` is {chat_id, from_id} of now, for when something is answered another chat may be shown; `location()` asks for a place; `webApp(button)` opens an app. */
  constructor({ store, run, who, location, webApp }) { Object.assign(this, { store, run, who, location, webApp }); }

  /** Does what a button asks for; resolves to whether it was done, or to null when it is a mere text. */
  async answer(button) {
    const asked = ["request_contact", "request_location", "request_poll", "request_users", "request_chat", "web_app"].find((kind) => button[kind]);
    return asked ? this[asked](button) : null;
  }

  async request_contact() {
    const who = this.who();
    if (!await askForm({ title: t("shareContactAsk"), submit: t("share") })) return false;
    return this.run(() => api.contact({ ...who, own: true }));
  }

  request_location() { return this.location(); }

  async request_poll() {
    const who = this.who();
    const poll = await askPoll();
    return poll ? this.run(() => api.poll({ ...who, ...poll })) : false;
  }

  async request_users(button) {
    const who = this.who();
    const choice = await this.#choose(button, [...this.store.people.values()]);
    return choice ? this.run(() => api.share({ ...who, button_text: button.text, user_ids: [choice] })) : false;
  }

  async request_chat(button) {
    const who = this.who();
    const choice = await this.#choose(button, [...this.store.chats.values()]);
    return choice ? this.run(() => api.share({ ...who, button_text: button.text, shared_chat_id: choice })) : false;
  }

  web_app(button) { return this.webApp(button); }

  async #choose(button, known) {
    const answer = await askForm({ title: button.text, submit: t("share"), fields: [{ name: "id", label: t("shareWhich"), options: known.map((one) => [one.id, nameOf(one)]) }] });
    return answer ? Number(answer.id) : null;
  }
}
