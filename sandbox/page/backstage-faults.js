/** Troubles at a click, each with plain words on what it shows, and those still at work. */

import { api } from "./api.js";
import { h, redraw } from "./dom.js";
import { w } from "./backstage-words.js";

/** What the sandbox is told for each; a method of its own only where the trouble is not of sends. */
const FAULTS = {
  429: { kind: "429", retry_after: 3 },
  500: { kind: "500" },
  502: { kind: "502" },
  lost: { kind: "lost" },
  duplicate: { kind: "duplicate", method: "getUpdates" },
  delay: { kind: "delay", seconds: 3 },
};
const CHANCES = [["1", "always"], ["0.5", "half"], ["0.1", "tenth"]];
const MOST = 50;

export class FaultsPane {
  constructor(backstage) {
    this.backstage = backstage;
    this.bot = h("div", { class: "bot-state" });
    this.active = h("div", { class: "active-faults", role: "status", data: { testid: "active-faults" } });
    this.people = h("div", { class: "people-faults" });
    this.el = h("div", { class: "pane" }, this.bot, h("p", { class: "hint" }, w("faultsHint")), Object.keys(FAULTS).map((name) => this.card(name)),
      this.active, h("h3", {}, w("people")), this.people);
  }

  card(name) {
    const times = h("input", { type: "number", min: 1, max: MOST, value: 1, id: `times-${name}`, class: "times" });
    const chance = h("select", { id: `chance-${name}` }, CHANCES.map(([value, word]) => h("option", { value }, w(word))));
    const order = () => this.order(api.addFault({ ...FAULTS[name], times: Number(times.value) || 1, chance: Number(chance.value) }), w(`f${name}`));
    return h("section", { class: "fault", "aria-labelledby": `fault-${name}` }, h("h3", { id: `fault-${name}` }, w(`f${name}`)), h("p", {}, w(`f${name}Hint`)),
      h("div", { class: "fault-order" }, h("label", { for: times.id }, w("times"), times), h("label", { for: chance.id }, w("chance"), chance),
        h("button", { type: "button", class: "button", "aria-describedby": `fault-${name}`, data: { testid: `fault-${name}` }, onclick: order }, w("order"))));
  }

  async order(call, name) {
    const { announce, refuse } = this.backstage;
    await call.then(() => announce(w("ordered", { name })), refuse);
    await this.look();
  }

  async look() {
    const faults = await api.faults().catch(() => null);
    if (!faults) return;
    redraw(this.active, [faults, document.documentElement.lang], () => (faults.length
      ? [h("h3", {}, w("active")), h("ul", {}, faults.map((one) => h("li", {}, `${FAULTS[one.kind] ? w(`f${one.kind}`) : `${one.method} ${one.kind}`} · ${w("left", { n: one.times })}`))),
        h("button", { type: "button", class: "button", data: { testid: "clear-faults" }, onclick: () => this.order(api.clearFaults(), w("clearAll")) }, w("clearAll"))]
      : h("p", { class: "hint" }, w("noFaults"))));
    this.drawPeople();
  }

  draw() {
    const { scene } = this.backstage;
    redraw(this.bot, [scene.present, scene.bot, document.documentElement.lang], () => (scene.present ? [
      h("p", { class: `bot-line ${scene.bot.running ? "is-up" : "is-down"}`, role: "status", data: { testid: "bot-state" } }, scene.bot.running ? w("botRuns", { n: scene.bot.starts }) : w("botDown")),
      h("button", { type: "button", class: "button is-danger", data: { testid: "kill-bot" }, onclick: () => this.order(api.kill({}), w("botKilled")) }, w("botKill")),
      h("p", { class: "hint" }, w("botKillHint"))] : []));
    this.drawPeople();
  }

  drawPeople() {
    const { store } = this.backstage;
    const citizens = [...store.people.values()].filter((person) => person.role !== "clerk");
    const groups = [...store.chats.values()];
    const topics = groups.flatMap((group) => (group.topics ?? []).map((topic) => ({ value: `${group.id}/${topic.message_thread_id}`, name: topic.name })));
    const key = [citizens.map(({ id, first_name: name }) => [id, name]), groups.map(({ id, title }) => [id, title]), topics, document.documentElement.lang];
    redraw(this.people, key, () => [
      this.choice("person", citizens.map((one) => ({ value: one.id, name: one.first_name })), "blockHint", [
        ["block", (id) => api.block({ user_id: Number(id) })], ["unblock", (id) => api.unblock({ user_id: Number(id) })]]),
      this.choice("group", groups.map((one) => ({ value: one.id, name: one.title })), "migrateHint", [["migrate", (id) => api.migrate({ chat_id: Number(id) })]]),
      this.choice("topic", topics, "deleteTopicHint", [["deleteTopic", (value) => {
        const [chat, thread] = value.split("/").map(Number);
        return api.topics({ chat_id: chat, action: "delete", message_thread_id: thread });
      }]]),
    ]);
  }

  choice(name, options, hint, deeds) {
    const chosen = this.people.querySelector(`#choice-${name}`)?.value;
    const select = h("select", { id: `choice-${name}`, disabled: options.length === 0, data: { testid: `choice-${name}` } },
      options.length ? options.map((one) => h("option", { value: one.value, selected: String(one.value) === chosen }, one.name)) : h("option", {}, w("noTopic")));
    return h("section", { class: "fault" }, h("label", { for: select.id }, w(name), select), h("p", {}, w(hint)),
      h("div", { class: "fault-order" }, deeds.map(([word, deed]) => h("button", { type: "button", class: "button", disabled: options.length === 0,
        data: { testid: `deed-${word}` }, onclick: () => this.order(deed(select.value), w(word)) }, w(word)))));
  }
}
