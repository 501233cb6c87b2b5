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
    this.absence = h("p", { class: "problems", role: "status", hidden: true, data: { testid: "stories-away" } }, w("storiesAway"));
    this.begun = h("p", { class: "hint", role: "status", data: { testid: "recording-since" } });
    this.el = h("div", { class: "pane" }, this.absence, this.progress, h("p", { class: "hint" }, w("storiesHint")), this.problems, this.list, h("h3", {}, w("recording")), h("p", { class: "hint" }, w("recordingHint")),
      h("div", { class: "fault-order" }, h("button", { type: "button", class: "button", data: { testid: "begin-recording" }, onclick: () => this.begin() }, w("begin")),
        h("a", { class: "button", href: RECORDING, download: "story.yaml", data: { testid: "save-recording" } }, w("save"))), this.begun);
    Object.assign(this, { stories: [], since: null, away: false });
  }

  /** The run survives a change of language, which builds the page anew. */
  get run() { return this.backstage.kept.story; }

  set run(run) { this.backstage.kept.story = run; }

  /** Reads what there is and what is played; a sandbox that does not answer leaves what was known, and says so. */
  async look() {
    const { run, since } = this;
    const seen = await api.stories().catch(() => null);
    this.away = !seen;
    if (seen) {
      this.stories = seen.stories;
      // What was heard of meanwhile is newer than this answer.
      if (this.since === since) this.since = seen.since;
      if (this.run === run) this.followUp(seen);
      redraw(this.problems, seen.problems, () => (seen.problems.length ? [h("ul", {}, seen.problems.map((line) => h("li", {}, line)))] : []));
    }
    this.draw();
  }

  /** How the run went on if its events were missed; one that a new sandbox knows nothing of is over. */
  followUp({ playing, latest }) {
    // After a reload of the page the sandbox still knows how the last one went.
    this.run ??= latest ? { ...latest, lines: latest.words ? [latest.words] : [] } : null;
    if (this.run?.status !== RUNNING) return;
    const isSame = latest?.run === this.run.run && latest.name === this.run.name;
    if (isSame && latest.status !== RUNNING) this.run = { ...latest, lines: this.run.lines };
    else if (!playing) this.run = { ...this.run, status: "stopped" };
  }

  draw() {
    const busy = this.away || this.run?.status === RUNNING;
    this.absence.hidden = !this.away;
    this.begun.textContent = this.since ? w("begun", { now: inWords(new Date(this.since), { hour: "2-digit", minute: "2-digit" }) }) : "";
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
    return [h("div", { class: "story-head" }, h("h3", {}, title), status === RUNNING ? h("button", { type: "button", class: "button", data: { testid: "story-stop" }, onclick: () => api.stopStory().catch(this.backstage.refuse) }, w("stop")) : null),
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
    try {
      if (name) await api.runStory({ name });
      else {
        this.since = (await api.beginRecording()).since;
        this.draw();
      }
    } catch (error) {
      this.backstage.refuse(error);
    }
  }
}
