import { leaves } from "./leaves";

/** A currency's symbol before its figure, and a figure before its unit of energy or power. */
const PARTED = /(\p{Sc}) (?=\d)|(\d) (?=k?Wh?(?!\p{L}))/gu;

/**
 * Money and energy come as text in which a plain space parts the figure from what it counts, often in the middle of a
 * sentence. Here, where all answers come in, the space is made one at which no line may end.
 */
export function unbroken<T>(answer: T): T {
  if (typeof answer === "string") return answer.replace(PARTED, "$1$2\u00a0") as T;
  if (Array.isArray(answer)) return answer.map(unbroken) as T;
  if (answer === null || typeof answer !== "object") return answer;
  return Object.fromEntries(
    Object.entries(answer).map(([name, value]) => [
      name,
      // An amount of its own is whole whatever its symbol is: `CHF 5.00` too.
      name === "text" && "minor" in answer ? String(value).replaceAll(" ", "\u00a0") : unbroken(value),
    ]),
  ) as T;
}

const KEPT = /(\p{Sc})\u00a0(?=\d)|(\d)\u00a0(?=k?Wh?(?!\p{L}))/gu;

/** The other way, for what goes back: a text that somebody edits, such as a tariff's file, keeps the spaces it had. */
export function plain<T>(asked: T): T {
  return leaves(asked, (one) => (typeof one === "string" ? one.replace(KEPT, "$1$2 ") : one));
}
