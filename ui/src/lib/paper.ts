import type { Pdf } from "$lib/backend";

/** A page as an image: it can hold no script, and prints in any host as it looks. */
export function pageImage(svg: string): string {
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
}

/** Prints these pages, and nothing else of the window. */
export async function printPages(pages: string[]): Promise<void> {
  const sheets = document.createElement("div");
  sheets.className = "print-sheets";
  const images = pages.map((svg) => {
    const image = new Image();
    image.src = pageImage(svg);
    image.alt = "";
    sheets.append(image);
    return image;
  });
  document.body.append(sheets);
  // WebKit knows an image's size only after decoding; without it the first print is blank.
  await Promise.allSettled(images.map((image) => image.decode()));
  printSheets(sheets);
}

/** Prints this part of the window, and nothing else of it. */
export function printNode(node: HTMLElement): void {
  const sheets = document.createElement("div");
  sheets.className = "print-sheets";
  // Paper is white in any theme.
  sheets.dataset["theme"] = "light";
  sheets.append(node.cloneNode(true));
  document.body.append(sheets);
  printSheets(sheets);
}

function printSheets(sheets: HTMLElement): void {
  document.body.classList.add("printing");
  window.print();
  document.body.classList.remove("printing");
  sheets.remove();
}

const TYPES: Record<string, string> = {
  csv: "text/csv",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};

/** Hands the file to the host's own download; its name. */
export function saveFile(file: Pdf): string {
  const bytes = Uint8Array.from(atob(file.base64), (letter) => letter.charCodeAt(0));
  const type = TYPES[file.file_name.split(".").at(-1) ?? ""] ?? "application/pdf";
  offer(new Blob([bytes], { type }), file.file_name);
  return file.file_name;
}

/** Hands a text to the host's own download. */
export function saveText(name: string, text: string): void {
  offer(new Blob([text], { type: "text/plain;charset=utf-8" }), name);
}

function offer(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
