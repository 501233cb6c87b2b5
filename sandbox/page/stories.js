/** Stories: the list, a run with each of its steps as it happens, and what people did by hand as a file. */

import { RECORDING, api } from "./api.js";
import { h, redraw } from "./dom.js";
import { inWords } from "./hall-time.js";
import { getLanguage } from "./i18n.js";
import { w } from "./backstage-words.js";

const RUNNING = "running";

export class StoriesPane {
  constructor(backstage) {
    this.backstage = backstage;
    this.list = h("div", { class: "story-list" });
    this.progress = h("section", { class: "story-run", hidden: true, "aria-label": w("stories"), data: { testid: "story-run" } });
    this.problems = h("div", { class: "problems", data: { testid: "story-problems" } });
    this.begun = h("p", { class: "hint", role: "status" });
    this.el = h("div", { class: "pane" }, this.progress, h("p", { class: "hint" }, w("storiesHint")), this.problems, this.list, h("h3", {}, w("recording")), h("p", { class: "hint" }, w("recordingHint")),
      h("div", { class: "fault-order" }, h("button", { type: "button", class: "button", data: { testid: "begin-recording" }, onclick: () => this.begin() }, w("begin")),
        h("a", { class: "button", href: RECORDING, download: "story.yaml", data: { testid: "save-recording" } }, w("save"))), this.begun);
    this.stories = [];
  }

  /** The run survives a change of language, which builds the page anew. */
  get run() { return this.backstage.kept.story; }

  set run(run) { this.backstage.kept.story = run; }

  async look() {
    const { stories, problems, playing } = await api.stories().catch(() => ({ stories: this.stories, problems: [], playing: true }));
    this.stories = stories;
    if (!playing && this.run?.status === RUNNING) this.run = { ...this.run, status: "stopped" };
    redraw(this.problems, problems, () => (problems.length ? [h("ul", {}, problems.map((line) => h("li", {}, line)))] : []));
    this.draw();
  }

  draw() {
    const busy = this.run?.status === RUNNING;
    redraw(this.list, [this.stories, busy, getLanguage()], () => (this.stories.length ? this.stories.map((story) => this.story(story, busy)) : h("p", { class: "hint" }, w("noStories"))));
    this.progress.hidden = !this.run;
    if (!this.run) return;
    redraw(this.progress, [this.run, this.stories.length, getLanguage()], () => this.steps());
  }

  story({ name, title, steps }, busy) {
    return h("div", { class: "story" }, h("div", { class: "story-words" }, h("b", { id: `story-${name}` }, title[getLanguage()] ?? name), h("span", { class: "hint" }, `${name} · ${w("steps", { n: steps })}`)),
      h("button", { type: "button", class: "button", disabled: busy, "aria-describedby": `story-${name}`, data: { testid: `story-${name}` }, onclick: () => this.begin(name) }, w("run")));
  }

  steps() {
    const { name, step, of, status, lines, expected, conversation } = this.run;
    const title = this.stories.find((story) => story.name === name)?.title[getLanguage()] ?? name;
    return [h("div", { class: "story-head" }, h("h3", {}, title), status === RUNNING ? h("button", { type: "button", class: "button", data: { testid: "story-stop" }, onclick: () => api.stopStory() }, w("stop")) : null),
      h("progress", { max: of, value: status === "passed" ? of : step - 1, "aria-label": w("step", { step, of }) }),
      h("p", { class: `story-status is-${status}`, role: "status", data: { testid: "story-status", status } }, status === RUNNING ? w("step", { step, of }) : w(status)),
      h("ol", { class: "story-steps" }, lines.map((line, at) => h("li", { class: at + 1 === lines.length && status !== "passed" ? `is-${status}` : "is-passed" }, line))),
      expected ? h("p", { class: "story-expected", data: { testid: "story-expected" } }, h("b", {}, w("expected")), expected) : null,
      conversation ? h("details", {}, h("summary", {}, w("conversation")), h("pre", { tabindex: 0 }, conversation)) : null];
  }

  /** A step of the story that is played; the page shows whoever acts. */
  hear(story) {
    // A sandbox that was started again counts its runs from one.
    const lines = this.run?.run === story.run && story.step > 1 ? [...this.run.lines] : [];
    if (story.status === RUNNING) lines.push(story.words);
    this.run = { ...story, lines };
    if (story.status !== RUNNING) this.backstage.announce(w(story.status));
    if (story.from_id) this.follow(story);
    this.draw();
    const steps = this.progress.querySelector(".story-steps");
    steps.scrollTop = steps.scrollHeight;
  }

  follow({ from_id: from, chat_id: chat, message_thread_id: thread }) {
    const { plays, looksInto } = this.backstage;
    if (chat > 0) plays(from);
    else looksInto(chat, thread);
  }

  async begin(name = null) {
    const { announce } = this.backstage;
    try {
      if (name) await api.runStory({ name });
      else {
        const { since } = await api.beginRecording();
        this.begun.textContent = w("begun", { now: inWords(new Date(since), { hour: "2-digit", minute: "2-digit" }) });
      }
    } catch (error) {
      announce(error.message, { isError: true });
    }
  }
}
