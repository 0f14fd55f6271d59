import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { listHouseChanges } from "@/server/records/house-changes/house-changes";
import { listPersonas, namePersonaVersions } from "@/server/records/personas/list-personas";
import { readPersonaInUse } from "@/server/records/personas/persona-in-use";
import { readBeginning } from "@/server/records/settings/house";
import { listProfiles } from "@/server/records/voice-profiles/list-profiles";
import { getRuntime } from "@/server/web/runtime";
import { requireHouseManager } from "../require-house-manager";
import { assistantKeys } from "./assistant-keys";
import { AssistantRoom } from "./assistant-room";
import { readDefaultVoices } from "./read-default-voices";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("settings.assistant"))("title") };
}

export default async function AssistantPage() {
  const ctx = await requireHouseManager();
  const changes = await listHouseChanges(ctx, { keys: [...assistantKeys] });
  const { versionId } = await readPersonaInUse(ctx);
  const logged = changes
    .filter(({ key }) => key === "personaVersion")
    .flatMap(({ before, after }) => [before?.value, after?.value]);
  const versionIds = [versionId, ...logged].filter((id) => typeof id === "number");
  return (
    <AssistantRoom
      personas={await listPersonas(ctx)}
      versionInUse={versionId}
      versionNames={await namePersonaVersions(ctx, { versionIds })}
      beginning={await readBeginning(ctx)}
      voices={await readDefaultVoices(ctx, getRuntime().voices(), await listProfiles(ctx))}
      changes={changes}
    />
  );
}
