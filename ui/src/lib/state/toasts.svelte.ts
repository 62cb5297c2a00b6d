export interface Toast {
  id: number;
  text: string;
  tone: "good" | "bad";
}

const SHOWN_MS = 8_000;

/** Short notes of what was just done. */
export class Toasts {
  list = $state.raw<Toast[]>([]);
  #last = 0;

  add(text: string, tone: Toast["tone"] = "good"): void {
    const id = ++this.#last;
    this.list = [...this.list.slice(-2), { id, text, tone }];
    setTimeout(() => this.dismiss(id), SHOWN_MS);
  }

  dismiss(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }
}
