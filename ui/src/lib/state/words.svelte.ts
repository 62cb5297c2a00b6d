import { FluentBundle, FluentResource, type FluentVariable } from "@fluent/bundle";
import type { Language } from "$lib/backend";

const KEPT = "roomwatt.language";
const FILES = import.meta.glob<string>(
  "../../../../assets/locales/{en,zh-CN}/{app,protect,supply,screen-*}.ftl",
  {
    query: "?raw",
    import: "default",
    eager: true,
  },
);
export const LANGUAGES: Language[] = ["en", "zh-CN"];
export const LANGUAGE_NAMES: Record<Language, string> = { en: "English", "zh-CN": "简体中文" };

function bundle(language: Language): FluentBundle {
  // Direction marks around values would end up in copied text and in searches.
  const made = new FluentBundle(language, { useIsolating: false });
  for (const [path, source] of Object.entries(FILES))
    if (path.includes(`/${language}/`)) made.addResource(new FluentResource(source));
  return made;
}

/** The words of the screens, in the language the person chose (or the site's). */
export class Words {
  #language = $state<Language>("en");
  #chosen: boolean;
  readonly #bundles: Partial<Record<Language, FluentBundle>> = {};

  constructor() {
    const kept = localStorage.getItem(KEPT);
    this.#chosen = LANGUAGES.includes(kept as Language);
    if (this.#chosen) this.#language = kept as Language;
  }

  get language(): Language {
    return this.#language;
  }

  /** The site's language, unless the person has chosen one here. */
  suggest(language: string): void {
    const known = LANGUAGES.find((ours) => ours === language);
    if (!this.#chosen && known) this.#language = known;
  }

  choose(language: Language): void {
    this.#chosen = true;
    this.#language = language;
    localStorage.setItem(KEPT, language);
  }

  has(id: string): boolean {
    return this.#bundle().hasMessage(id);
  }

  /** The message with this id; the id itself in brackets where it is missing, so that it is seen. */
  say = (id: string, args?: Record<string, FluentVariable>): string => {
    const message = this.#bundle().getMessage(id);
    if (!message?.value) return `[${id}]`;
    return this.#bundle().formatPattern(message.value, args ?? null, []);
  };

  #bundle(): FluentBundle {
    return (this.#bundles[this.#language] ??= bundle(this.#language));
  }
}
