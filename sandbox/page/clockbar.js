/** The clock bar: what time it is at the hall, and jumps to moments at which something happens. */

import { api } from "./api.js";
import { h, redraw } from "./dom.js";
import { inWords } from "./hall-time.js";
import { icon } from "./icons.js";
import { locale } from "./i18n.js";
import { w } from "./backstage-words.js";

const TICK_MS = 1000;
const HOUR = 3600;
const narrow = matchMedia("(max-width: 919px)");
const NAMED = ["working_day", "five_working_days", "deadline"];

export class ClockBar {
  /** `announce` speaks to whoever cannot see the clock change, `refuse` shows an error. */
  constructor({ store, el, announce, refuse }) {
    this.store = store;
    Object.assign(this, { announce, refuse });
    this.time = h("time", { class: "hall-time", data: { testid: "hall-time" } });
    this.jumps = h("div", { class: "jumps", role: "group", "aria-label": w("jumps") });
    el.append(h("span", { class: "hall-clock" }, icon("clock"), h("span", { class: "hall-label" }, w("hallTime")), this.time), this.jumps);
    this.timer = setInterval(() => (el.isConnected ? this.tick() : clearInterval(this.timer)), TICK_MS);
  }

  draw(scene) {
    this.scene = scene;
    const moments = Object.fromEntries((scene.jumps ?? []).map(({ name, to }) => [name, to]));
    const buttons = scene.present ? NAMED : [];
    redraw(this.jumps, [scene.present, moments, locale()], () => [
      this.button("hour", null, () => api.clock({ advance: HOUR })),
      scene.present ? null : this.button("day", null, () => api.clock({ advance: 24 * HOUR })),
      buttons.map((name) => this.button(name, moments[name], () => api.jump({ name }))),
    ]);
    this.tick();
  }

  button(name, to, jump) {
    const missing = NAMED.includes(name) && !to;
    return h("button", { type: "button", class: "jump", disabled: missing, title: missing && name === "deadline" ? w("nothingDue") : null,
      data: { testid: `jump-${name}` }, onclick: () => this.leap(jump) }, w(name), to ? h("span", { class: "jump-to" }, this.format(new Date(to), "short")) : null);
  }

  async leap(jump) {
    await jump().then(({ now }) => this.announce(w("jumped", { now: this.format(new Date(now), "long") })), this.refuse);
  }

  tick() {
    const now = this.store.now();
    this.time.dateTime = now.toISOString();
    this.time.textContent = this.format(now, narrow.matches ? "short" : "long");
  }

  format(moment, length) {
    const time = { hour: "2-digit", minute: "2-digit" };
    const day = length === "long" ? { year: "numeric", month: "long", day: "numeric", weekday: "long" } : { month: "numeric", day: "numeric", weekday: "short" };
    return inWords(moment, { ...day, ...time });
  }
}
