/** Draws polls and quizzes: options to vote for, then how everybody voted, and for a quiz which answer is right and why. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { renderText } from "./entities.js";
import { t } from "./i18n.js";

/** `actions.vote(message, options)` casts a vote; `look.viewerId` is who looks. */
export function renderPoll(message, actions, look) {
  const { poll } = message;
  const chosen = message.voters?.[look.viewerId] ?? [];
  const done = chosen.length > 0 || poll.is_closed;
  const quiz = poll.type === "quiz";
  const kind = poll.is_closed ? "pollClosed" : quiz ? "quiz" : poll.is_anonymous === false ? "pollOpen" : "pollAnonymous";
  return h("div", { class: "media-poll", data: { testid: "poll" } },
    h("strong", { class: "poll-question" }, renderText(poll.question, poll.question_entities)),
    h("span", { class: "poll-kind" }, t(kind), poll.allows_multiple_answers ? ` · ${t("pollSeveral")}` : ""),
    done ? results(poll, chosen) : ballot(message, actions),
    done && quiz && poll.explanation ? h("p", { class: "poll-why", data: { testid: "poll-explanation" } }, icon("bulb"), h("span", {}, renderText(poll.explanation, poll.explanation_entities))) : null,
    h("span", { class: "poll-count" }, poll.total_voter_count ? t("pollVotes", { n: poll.total_voter_count }) : t("pollNone")),
    chosen.length && !quiz && !poll.is_closed && poll.allows_revoting !== false ? h("button", { type: "button", class: "poll-back", data: { testid: "poll-retract" }, onclick: () => actions.vote(message, []) }, t("pollRetract")) : null);
}

function ballot(message, actions) {
  const { poll } = message;
  if (!poll.allows_multiple_answers) {
    return h("div", { class: "poll-options", role: "group", "aria-label": poll.question }, poll.options.map((option, index) =>
      h("button", { type: "button", class: "poll-choice", data: { testid: "poll-option" }, onclick: () => actions.vote(message, [index]) }, h("span", { class: "poll-dot" }), renderText(option.text, option.text_entities))));
  }
  const boxes = poll.options.map((option) => ({ option, box: h("input", { type: "checkbox", data: { testid: "poll-option" } }) }));
  const send = h("button", { type: "button", class: "poll-send", disabled: true, data: { testid: "poll-vote" }, onclick: () =>
    actions.vote(message, boxes.flatMap(({ box }, index) => (box.checked ? [index] : []))) }, t("pollVote"));
  return h("div", { class: "poll-options", role: "group", "aria-label": poll.question, onchange: () => { send.disabled = !boxes.some(({ box }) => box.checked); } },
    boxes.map(({ option, box }) => h("label", { class: "poll-choice" }, box, h("span", {}, renderText(option.text, option.text_entities)))), send);
}

function results(poll, chosen) {
  const right = poll.correct_option_ids ?? (poll.correct_option_id === undefined ? [] : [poll.correct_option_id]);
  const all = Math.max(1, poll.total_voter_count ?? 0);
  return h("ul", { class: "poll-results" }, poll.options.map((option, index) => {
    const share = Math.round((100 * (option.voter_count ?? 0)) / all);
    const mine = chosen.includes(index);
    const look = right.length ? (right.includes(index) ? "is-right" : mine ? "is-wrong" : "") : "";
    const said = right.length ? (right.includes(index) ? t("pollRight") : mine ? t("pollWrong") : "") : mine ? t("pollMine") : "";
    return h("li", { class: look, data: { testid: "poll-result" } }, h("span", { class: "poll-share" }, `${share} %`), h("span", { class: "poll-text" }, renderText(option.text, option.text_entities)),
      said ? h("span", { class: "poll-mark", title: said }, icon(look === "is-wrong" ? "close" : "check"), h("span", { class: "visually-hidden" }, said)) : null,
      h("progress", { max: "100", value: share, "aria-hidden": "true" }));
  }));
}
