import type { Words } from "./words.svelte";

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/**
 * What a web view itself finds wrong with a field it says in its own language, which need not be the person's. Here it
 * is given our words; `Field` shows them in its place, elsewhere they stand in the web view's bubble.
 */
export function bindValidity(words: Words): () => void {
  const off = new AbortController();
  const early = { capture: true, signal: off.signal };
  const say = ({ target }: Event): void => {
    if (!isControl(target)) return;
    target.setCustomValidity("");
    target.setCustomValidity(sentence(target, words));
  };
  // Our words make a field wrong until they are taken back: when it is written in, and before a form is looked at again.
  const forget = ({ target }: Event): void => {
    if (isControl(target)) target.setCustomValidity("");
  };
  const again = ({ target }: Event): void => {
    const form = target instanceof Element ? target.closest("button")?.form : null;
    for (const one of form?.elements ?? []) if (isControl(one)) one.setCustomValidity("");
  };
  document.addEventListener("invalid", say, early);
  document.addEventListener("input", forget, early);
  document.addEventListener("click", again, early);
  return () => off.abort();
}

function isControl(target: unknown): target is Control {
  return (
    target instanceof HTMLInputElement ||
    target instanceof HTMLSelectElement ||
    target instanceof HTMLTextAreaElement
  );
}

function sentence(control: Control, words: Words): string {
  const { validity, type } = control;
  const { min = "", max = "", step = "" } = control instanceof HTMLInputElement ? control : {};
  if (validity.valid) return "";
  if (validity.badInput) return words.say(type === "number" ? "field-number" : "field-date");
  if (validity.valueMissing)
    return words.say(
      type === "checkbox"
        ? "field-tick"
        : /^(select|radio|date|time|month)/.test(type)
          ? "field-choose"
          : "field-empty",
    );
  if (validity.rangeUnderflow) return words.say("field-least", { min });
  if (validity.rangeOverflow) return words.say("field-most", { max });
  if (validity.stepMismatch)
    return Number(step || 1) === 1 ? words.say("field-whole") : words.say("field-step", { step });
  return words.say("field-other");
}
