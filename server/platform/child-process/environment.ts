/**
 * Variables that no child gets: secrets it does not need, and MALLOC_* tuning of the server that does not suit a model.
 */
const withheldVariable = /^(AVATAR_.*|AUTH_SECRET|NEXTAUTH_.*|MALLOC_.*|.*(TOKEN|PASSWORD|API_KEY))$/;

/** The part of our environment that a child process gets. */
export function childEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([variable]) => !withheldVariable.test(variable));
  return Object.fromEntries(kept) as NodeJS.ProcessEnv;
}
