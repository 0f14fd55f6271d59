export { closeConnections } from "./http";
export { createRemoteLlm } from "./language-model";
export type { RemoteEngineOptions } from "./remote-engine";
export { serverTraffic } from "./server-traffic";
export { createRemoteStt } from "./speech-to-text";
export { createRemoteTts, type RemoteTtsOptions } from "./text-to-speech";
