const KEPT = "roomwatt.theme";
export const THEMES = ["system", "light", "dark"] as const;
export type ThemeChoice = (typeof THEMES)[number];

/** Light, dark, or as the system has it. */
export class Theme {
  choice = $state<ThemeChoice>("system");
  #systemDark = $state(false);
  readonly shown: "light" | "dark" = $derived(
    this.choice === "system" ? (this.#systemDark ? "dark" : "light") : this.choice,
  );

  constructor() {
    const kept = localStorage.getItem(KEPT) as ThemeChoice | null;
    if (kept && THEMES.includes(kept)) this.choice = kept;
    const query = window.matchMedia("(prefers-color-scheme: dark)");
    this.#systemDark = query.matches;
    query.addEventListener("change", (event) => (this.#systemDark = event.matches));
  }

  choose(choice: ThemeChoice): void {
    this.choice = choice;
    localStorage.setItem(KEPT, choice);
  }
}
