"use client";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useCallback, useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { type ChatSettings, storedChatSettings } from "@/lib/chat/chat-settings";
import type { Turn } from "@/lib/chat/conversation-state";
import type { Opening } from "@/lib/chat/title-words";
import { ChatClient } from "@/lib/client/chat-client";
import { deviceSound } from "@/lib/client/device-sound";
import { rememberDeviceChoice, withDeviceChoice } from "@/lib/client/remembered-devices";
import { isSignedIn } from "@/lib/client/signed-in";
import type { ErrorCode } from "@/lib/errors";
import type { Language } from "@/lib/languages";
import type { ModelStatus } from "@/lib/models";
import type { SettingValue } from "@/lib/settings";
import type { StarterPrompts } from "@/lib/starter-prompts";
import { ChatProvider, useChat } from "./chat-context";
import { ChatHeader } from "./chat-header";
import { ChatNotice } from "./chat-notice";
import { Dock } from "./dock";
import { EmptyConversation } from "./empty-conversation";
import { HelpSheet } from "./help-sheet";
import { LanguageNotice } from "./language-gap-help";
import { LeftConversationNotice } from "./left-conversation-notice";
import { LiveCaptions } from "./live-captions";
import { LoginNotice } from "./login-notice";
import { MessageList } from "./message-list";
import { SettingsPanel } from "./settings-panel";
import { useChatKeys } from "./use-chat-keys";
import { LanguageProvider } from "./use-language-gap";
import { useMediaSession } from "./use-media-session";
import { useOlderTurns } from "./use-older-turns";
import { useSessionInUrl } from "./use-session-in-url";
import { useWaitCue } from "./use-wait-cue";
import { useWakeLock } from "./use-wake-lock";
import type { VoiceChoice } from "./voice-choice";

export interface ChatInterfaceProps {
  /** Different each time the server renders the page. */
  renderId: string;
  settings: ChatSettings;
  /** Stores the settings; rejects when that fails. */
  saveSettings: (settings: SettingValue<"chat">) => Promise<void>;
  username: string;
  /** Whether this person may set up the machine. */
  isAdmin: boolean;
  /** Prolongs the login by its password; answers with null, or with the code of what is wrong. */
  renewLogin: (password: string) => Promise<ErrorCode | null>;
  voices: readonly VoiceChoice[];
  /** The house's headlines of an empty conversation; null: the one that comes with AVATAR. */
  greetings: Readonly<Record<Language, string | null>>;
  starterPrompts: StarterPrompts;
  models: readonly ModelStatus[];
  /** The conversation to take up again. */
  sessionId: string | null;
  turns: readonly Turn[];
  /** Set where `turns` are only the newest ones. */
  opening: Opening | null;
}

/** Ids of the server's renders that this tab has already shown. The set must outlive the component that reads it. */
const usedRenders = new Set<string>();

/**
 * The whole conversation page. When a person comes back by the browser's Back button, the router shows its cached
 * render, which knows nothing of what was said since: this component then fetches the page again.
 */
export function ChatInterface({ renderId, ...page }: ChatInterfaceProps) {
  const router = useRouter();
  const [staleId] = useState(() => (usedRenders.has(renderId) ? renderId : null));
  const stale = staleId === renderId;
  useEffect(() => {
    if (stale) router.refresh();
    else usedRenders.add(renderId);
  }, [stale, renderId, router]);
  return stale ? null : <Conversation {...page} />;
}

/** Holds the client, which lives as long as the page does. */
function Conversation({ sessionId, turns, opening, models, ...page }: Omit<ChatInterfaceProps, "renderId">) {
  const router = useRouter();
  const [client] = useState(
    () =>
      new ChatClient({
        settings: withDeviceChoice(page.settings),
        sessionId,
        turns,
        models,
        sound: deviceSound(),
        signedIn: isSignedIn,
        onTurnsMissing: () => router.refresh(),
      }),
  );
  useEffect(() => client.open(), [client]);
  useEffect(() => client.addTurns(sessionId, turns), [client, sessionId, turns]);
  const lacksOlderTurns = useOlderTurns(client, {
    sessionId,
    oldestId: opening?.oldestId ?? null,
    language: page.settings.language,
  });
  return (
    <ChatProvider client={client}>
      <ChatScreen {...page} opening={opening} lacksOlderTurns={lacksOlderTurns} />
    </ChatProvider>
  );
}

type ChatScreenProps = Pick<
  ChatInterfaceProps,
  | "settings"
  | "saveSettings"
  | "username"
  | "isAdmin"
  | "renewLogin"
  | "voices"
  | "greetings"
  | "starterPrompts"
  | "opening"
> & {
  /** Turns of the conversation could not be fetched yet. */
  lacksOlderTurns: boolean;
};

function ChatScreen({
  settings: initialSettings,
  saveSettings,
  username,
  isAdmin,
  renewLogin,
  voices,
  greetings,
  starterPrompts,
  opening,
  lacksOlderTurns,
}: ChatScreenProps) {
  const t = useTranslations("chat");
  const chat = useChat();
  const composer = useRef<HTMLTextAreaElement>(null);
  const [settings, setSettings] = useState(() => withDeviceChoice(initialSettings));
  const [saveFailed, setSaveFailed] = useState(false);
  const [sheet, setSheet] = useState<"settings" | "help" | null>(null);
  const [types, setTypes] = useState(false);
  const focusComposer = useCallback(() => {
    // A folded field must unfold before it can take the focus, and phones open their keyboard only within the gesture.
    flushSync(() => setTypes(true));
    composer.current?.focus();
  }, []);
  const showHelp = useCallback(() => setSheet("help"), []);
  useChatKeys({ focusComposer, showHelp });
  useSessionInUrl();
  useWaitCue();
  useWakeLock();
  useMediaSession();

  const change = (next: ChatSettings) => {
    setSettings(next);
    chat.applySettings(next);
    rememberDeviceChoice(next);
    saveSettings(storedChatSettings(next)).then(
      () => setSaveFailed(false),
      () => setSaveFailed(true),
    );
  };
  const chooseLanguage = (language: Language) => change({ ...settings, language });

  return (
    <div className="flex h-full flex-col">
      <ChatHeader opening={opening} voices={voices} showSettings={() => setSheet("settings")} showHelp={showHelp} />
      <LanguageProvider language={settings.language} choose={chooseLanguage} isAdmin={isAdmin}>
        {/* The settings lie over the conversation on small screens, and beside it and the dock on wide ones. */}
        <div className="relative grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_auto] grid-rows-[minmax(0,1fr)_auto]">
          <MessageList
            above={
              <>
                {lacksOlderTurns && (
                  <p role="status" className="text-center text-muted-foreground text-sm">
                    {t("olderMissing")}
                  </p>
                )}
                <LanguageNotice />
              </>
            }
            empty={
              <EmptyConversation
                greeting={greetings[settings.language]}
                prompts={starterPrompts[settings.language]}
                settings={settings}
              />
            }
          />
          <SettingsPanel
            className="col-[1/2] row-[1/2] lg:col-[2/3] lg:row-[1/3]"
            open={sheet === "settings"}
            setOpen={(open) => setSheet(open ? "settings" : null)}
            settings={settings}
            change={change}
            voices={voices}
            saveFailed={saveFailed}
          />
          <div className="col-start-1 row-start-2 flex flex-col">
            <LeftConversationNotice />
            <ChatNotice />
            <LoginNotice username={username} renew={renewLogin} />
            <LiveCaptions />
            <Dock
              captureMode={settings.captureMode}
              composer={composer}
              types={types}
              setTypes={setTypes}
              focusComposer={focusComposer}
            />
          </div>
        </div>
      </LanguageProvider>
      <HelpSheet open={sheet === "help"} setOpen={(open) => setSheet(open ? "help" : null)} />
    </div>
  );
}
