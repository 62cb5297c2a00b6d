import type { LossVerdict } from "$lib/backend";

/** How a verdict looks. */
export const TONES: Record<LossVerdict, string> = {
  unmeasured: "",
  unknown: "",
  within: "good",
  above: "warn",
  backwards: "bad",
};
