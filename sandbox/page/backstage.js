/** Behind the scenes: the clock bar, and a drawer with troubles to order, the record of what happened, and stories. */

import { ClockBar } from "./clockbar.js";
import { FaultsPane } from "./backstage-faults.js";
import { RecordPane } from "./backstage-record.js";
import { showToast } from "./dialogs.js";
import { h, redraw } from "./dom.js";
import { whenReleased } from "./press.js";
import { StoriesPane } from "./stories.js";
import { w } from "./backstage-words.js";

const PANES = { faults: FaultsPane, record: RecordPane, stories: StoriesPane };
const LOOK_MS = 1000;
/** Survives a change of language or theme, which builds the page anew. */
const kept = { pane: "faults", open: false, mounted: null, story: null };

/** Fills the slot of the page; `scene` is how the bot is, `plays` shows a person's phone, `looksInto` a topic of a group. */
export function mountBackstage({ store, scene, bar, body, drawer, plays, looksInto }) {
  kept.mounted?.abort();
  kept.mounted = new AbortController();
  const { signal } = kept.mounted;
  const said = h("p", { class: "visually-hidden", role: "status", data: { testid: "backstage-said" } });
  const announce = (words) => { said.textContent = words; };
  const refuse = (error) => { announce(`${w("notDone")} ${error.message}`); showToast(body, w("notDone"), { isError: true, detail: error.message }); };
  const problems = h("div", { class: "problems", role: "status", data: { testid: "pack-problems" } });
  const clock = new ClockBar({ store, el: bar, announce, refuse });
  const backstage = { store, announce, refuse, plays, looksInto, kept, scene };
  const panes = Object.fromEntries(Object.entries(PANES).map(([name, Pane]) => [name, new Pane(backstage)]));
  const tabs = tabList(panes);
  body.append(said, tabs.el, problems, ...Object.values(panes).map((pane) => pane.el));

  const draw = (scene) => {
    backstage.scene = scene;
    clock.draw(scene);
    drawProblems(problems, scene.problems ?? []);
    panes[kept.pane].draw();
  };
  const heard = (detail) => {
    if (detail.kind === "backstage") draw(detail.scene);
    else if (detail.kind === "story") panes.stories.hear(detail.story);
    else if (detail.kind === "chats" || detail.kind === "people") panes.faults.drawPeople();
    else if (detail.kind === "state" || detail.kind === "clock") clock.tick();
    if (detail.kind === "state") { panes.record.forget(); if (!drawer.el.hidden) panes[kept.pane].look(); }
  };
  const looking = setInterval(() => { if (!drawer.el.hidden) panes[kept.pane].look(); }, LOOK_MS);
  signal.addEventListener("abort", () => clearInterval(looking));
  store.addEventListener("change", ({ detail }) => whenReleased(() => heard(detail)), { signal });
  tabs.choose(kept.pane);
  drawer.el.addEventListener("open", () => { kept.open = true; panes[kept.pane].look(); });
  drawer.el.addEventListener("close", () => { kept.open = false; });
  draw(backstage.scene);
  if (kept.open) drawer.open();
}

function drawProblems(el, problems) {
  redraw(el, problems, () => (problems.length ? [h("h3", {}, w("packWrong")), h("ul", {}, problems.map((line) => h("li", {}, line)))] : []));
}

function tabList(panes) {
  const names = Object.keys(panes);
  const choose = (name, focus = false) => {
    kept.pane = name;
    for (const one of names) {
      const chosen = one === name;
      buttons[one].setAttribute("aria-selected", String(chosen));
      buttons[one].tabIndex = chosen ? 0 : -1;
      panes[one].el.hidden = !chosen;
    }
    if (focus) buttons[name].focus();
    panes[name].draw();
    panes[name].look();
  };
  const step = (event, name) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by) choose(names[(names.indexOf(name) + by + names.length) % names.length], true);
  };
  const buttons = Object.fromEntries(names.map((name) => [name, h("button", { type: "button", role: "tab", id: `backstage-tab-${name}`, "aria-controls": `backstage-${name}`,
    data: { testid: `backstage-tab-${name}` }, onclick: () => choose(name), onkeydown: (event) => step(event, name) }, w(`tab${name[0].toUpperCase()}${name.slice(1)}`))]));
  for (const name of names) {
    panes[name].el.id = `backstage-${name}`;
    panes[name].el.setAttribute("role", "tabpanel");
    panes[name].el.setAttribute("aria-labelledby", `backstage-tab-${name}`);
  }
  return { el: h("div", { class: "backstage-tabs", role: "tablist", "aria-label": w("tabs") }, Object.values(buttons)), choose };
}
