/** What really happened: the bot's database counted from outside, and every send that was taken or refused. */

import { api } from "./api.js";
import { h, redraw } from "./dom.js";
import { inWords } from "./hall-time.js";
import { w } from "./backstage-words.js";

const SHOWN = 100;
const QUIET = new Set(["getupdates", "getme", "getwebhookinfo", "getchatmember", "getchat", "setmycommands"]);
const WORDS = 60;

export class RecordPane {
  constructor(backstage) {
    this.backstage = backstage;
    this.figures = h("div", { class: "figures", data: { testid: "figures" } });
    this.list = h("ol", { class: "sends", data: { testid: "sends" } });
    this.rows = [];
    this.after = { sends: 0, calls: 0 };
    this.el = h("div", { class: "pane" }, this.figures, h("h3", {}, w("log")), h("p", { class: "hint" }, w("logHint")), this.list);
  }

  draw() {
    const { scene } = this.backstage;
    redraw(this.figures, [scene.figures, document.documentElement.lang], () => (scene.present ? [h("h3", {}, w("figures")), ["inbox", "outbox"].map((table) => this.table(table))] : []));
  }

  table(table) {
    const own = this.backstage.scene.figures.filter(({ name }) => name.startsWith(`${table}.`));
    return h("dl", { "aria-label": w(table) }, h("dt", { class: "figures-name" }, w(table)), own.map(({ name, value }) => h("div", { class: name.endsWith(".dead") && value ? "figure is-bad" : "figure" },
      h("dt", {}, w(name)), h("dd", { data: { testid: `figure-${name}` } }, String(value)))));
  }

  /** Reads what is new since the last look; one look at a time, or what is new would come twice. */
  look() {
    this.looking ??= this.#look().finally(() => { this.looking = null; });
    return this.looking;
  }

  /** Begins anew: a reset sandbox, or one that was started again, counts from one. */
  forget() {
    this.rows = [];
    this.after = { sends: 0, calls: 0 };
  }

  async #look() {
    const before = this.after;
    const [sends, calls] = await Promise.all([api.sends(this.after.sends), api.calls(this.after.calls)]).catch(() => [[], []]);
    if (this.after !== before) return;
    this.after = { sends: sends.at(-1)?.seq ?? this.after.sends, calls: calls.at(-1)?.seq ?? this.after.calls };
    const fresh = [...sends.map((send) => this.taken(send)), ...calls.filter(isTrouble).map((call) => this.trouble(call))];
    this.rows = [...this.rows, ...fresh].sort((a, b) => a.at - b.at).slice(-SHOWN);
    redraw(this.list, [this.rows, document.documentElement.lang], () => (this.rows.length ? this.rows.toReversed().map((row) => this.row(row)) : h("li", { class: "hint" }, w("nothingSent"))));
  }

  taken({ seq, at, method, params, chat_id: chatId }) {
    return { id: `s${seq}`, at: Date.parse(at), method, how: "accepted", where: this.nameOf(chatId), words: (params.text ?? params.caption ?? "").slice(0, WORDS) };
  }

  trouble({ seq, at, method, status, description }) {
    return { id: `c${seq}`, at: Date.parse(at), method, how: status ? "refused" : "answerLost", where: "", words: status ? `${status} ${description}` : "" };
  }

  row({ at, method, how, where, words }) {
    const time = inWords(at, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
    return h("li", { class: `send is-${how}`, data: { testid: "send", how } }, h("span", { class: "send-head" }, h("time", {}, time), h("code", {}, method), h("span", { class: "send-how" }, w(how))),
      where || words ? h("span", { class: "send-words" }, where ? h("b", {}, where) : null, where && words ? " " : "", words) : null);
  }

  nameOf(chatId) {
    const { store } = this.backstage;
    return store.people.get(chatId)?.first_name ?? store.chats.get(chatId)?.title ?? "";
  }
}

function isTrouble({ status, method }) {
  return (status === 0 || status >= 400) && !QUIET.has(method.toLowerCase());
}
