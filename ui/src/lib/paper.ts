import type { Backend, Pdf } from "$lib/backend";

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
  document.body.classList.add("printing");
  window.print();
  document.body.classList.remove("printing");
  sheets.remove();
}

/** Hands the file to the host's own download. */
export async function savePdf(backend: Backend, ask: (backend: Backend) => Promise<Pdf>): Promise<string> {
  const pdf = await ask(backend);
  const bytes = Uint8Array.from(atob(pdf.base64), (letter) => letter.charCodeAt(0));
  const address = URL.createObjectURL(new Blob([bytes], { type: "application/pdf" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = pdf.file_name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  return pdf.file_name;
}
