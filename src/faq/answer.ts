/** A page of the official documentation that an answer points to. */
export interface AnswerLink {
  title: string;
  /** http or https. */
  url: string;
}

/** One way to do the same thing; the reader picks theirs (Python, Helm, GitLab CI …). */
export interface AnswerSample {
  name: string;
  markdown: string;
}

/** One answer, as its file holds it. Variables (`[[vault_addr]]`) are still in the text. */
export interface Answer {
  /** The file's name without `.md`. */
  topic: string;
  file: string;
  title: string;
  /** How people ask for it, in their own words: what the ranking learns from. */
  questions: readonly string[];
  keywords: readonly string[];
  links: readonly AnswerLink[];
  owner: string | undefined;
  /** The day somebody last made sure that it is right: `2026-11-22`. */
  reviewed: string | undefined;
  /** Markdown that is shown at once: 1,500 characters at most. */
  shown: string;
  /** Markdown behind "Show more"; empty when there is none. */
  more: string;
  samples: readonly AnswerSample[];
}

/** The most characters of an answer that are shown at once. */
export const shownLimit = 1_500;
