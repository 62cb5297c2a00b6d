import type { Backend } from "./backend";

export { OperationError, type Backend, type BackendEvent, type Capabilities } from "./backend";
// The one place that names the types' file: generated bindings take its place here.
export type * from "./types";

/** The backend of the host we find ourselves in. */
export async function connect(): Promise<Backend> {
  if (__FIXTURES__ && new URLSearchParams(location.search).has("fixtures")) {
    const { FixtureBackend } = await import("./fixtures");
    return new FixtureBackend();
  }
  if ("__TAURI_INTERNALS__" in window) {
    const { IpcBackend } = await import("./ipc");
    return new IpcBackend();
  }
  const { HttpBackend } = await import("./http");
  return new HttpBackend();
}
