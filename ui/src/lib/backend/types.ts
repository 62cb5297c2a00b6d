// The engine writes its types itself (bindings/api.ts). Here stand only the sets of words that it keeps
// as text on its side, and names for what the screens speak of most.
import type * as engine from "./bindings/api";

export type * from "./bindings/api";

export type Tender = "cash" | "transfer" | "card" | "wechat" | "alipay";
export type Language = "en" | "zh-CN";
export type OrderReason =
  "maintenance" | "safety" | "vacant" | "tenant_request" | "house_rules" | "debt" | "other";

/** A page's `Range` and `File` are other things to a browser. */
export type ChartRange = engine.Range;
export type Pdf = engine.File;

export interface ChangedEvent {
  kind: "changed";
  /** Absent: anything may have changed. */
  rooms?: string[];
}

export type OperationName = keyof engine.Operations;
export type Args<N extends OperationName> = engine.Operations[N]["args"];
export type Result<N extends OperationName> = engine.Operations[N]["result"];
