import {
  AudioLines,
  Gauge,
  History,
  type LucideIcon,
  MessageCircle,
  Repeat2,
  ScrollText,
  Settings,
  Users,
} from "lucide-react";
import { can, type Permission, type Role } from "@/lib/auth/permissions";

export interface NavigationItem {
  href: "/chat" | "/history" | "/replay" | "/voice-profiles" | "/dashboard" | "/settings" | "/users" | "/audit";
  /** Key under `nav` in the messages. */
  label: "chat" | "history" | "replay" | "voices" | "dashboard" | "settings" | "users" | "audit";
  icon: LucideIcon;
  permission: Permission;
  /** What the house is run with, below the pages of every day. */
  isHouse?: true;
}

const items: NavigationItem[] = [
  { href: "/chat", label: "chat", icon: MessageCircle, permission: "chat:use" },
  { href: "/history", label: "history", icon: History, permission: "history:read_own" },
  { href: "/replay", label: "replay", icon: Repeat2, permission: "replay:use" },
  { href: "/voice-profiles", label: "voices", icon: AudioLines, permission: "voice:use" },
  { href: "/dashboard", label: "dashboard", icon: Gauge, permission: "metrics:read" },
  { href: "/settings", label: "settings", icon: Settings, permission: "settings:manage_house", isHouse: true },
  { href: "/users", label: "users", icon: Users, permission: "user:manage", isHouse: true },
  { href: "/audit", label: "audit", icon: ScrollText, permission: "audit:read", isHouse: true },
];

/** A phone's bar has room for so many names beside the state and the account. */
const barPlaces = 5;
/** What stands in the bar when not all pages fit; the others are in its menu. */
const firstInBar: readonly NavigationItem["href"][] = ["/chat", "/history", "/voice-profiles", "/dashboard"];

/** The pages that a role may open, in order. */
export function navigationFor(role: Role): NavigationItem[] {
  return items.filter((item) => can(role, item.permission));
}

/** The pages of a role that a phone's bar has no place for, in order. */
export function beyondTheBar(pages: readonly NavigationItem[]): NavigationItem[] {
  return pages.length <= barPlaces ? [] : pages.filter(({ href }) => !firstInBar.includes(href));
}

/** True on the page itself and on those below it. */
export function isCurrentPage({ href }: Pick<NavigationItem, "href">, pathname: string): boolean {
  return pathname === href || pathname.startsWith(`${href}/`);
}
