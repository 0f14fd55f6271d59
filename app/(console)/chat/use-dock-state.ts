"use client";
import { type DockState, dockState } from "@/lib/chat/dock-state";
import { useConversation } from "./chat-context";

/** What the dock says now. */
export function useDockState(): DockState {
  return useConversation(dockState, sameDock);
}

/** The states are flat records of plain values. */
function sameDock(a: DockState, b: DockState): boolean {
  const left = Object.entries(a);
  const right = new Map<string, unknown>(Object.entries(b));
  return left.length === right.size && left.every(([key, value]) => Object.is(right.get(key), value));
}
