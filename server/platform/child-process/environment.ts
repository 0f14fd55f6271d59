/** Secrets of ours, and MALLOC_* tuning of the server that suits no other program. */
const ownVariable = /^(AVATAR_.*|AUTH_SECRET|NEXTAUTH_.*|HF_TOKEN|MALLOC_.*)$/;
/** Secrets of others that a model needs no more than ours. */
const credentialVariable = /(TOKEN|PASSWORD|API_KEY)$/;

function without(environment: NodeJS.ProcessEnv, isWithheld: (variable: string) => boolean): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([variable]) => !isWithheld(variable));
  return Object.fromEntries(kept) as NodeJS.ProcessEnv;
}

/** The part of our environment that a child process gets. */
export function childEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return without(environment, (variable) => ownVariable.test(variable) || credentialVariable.test(variable));
}

/** Settings of pip and uv that are meant for the user's own projects: what we fetch is exactly known and is checked. */
const projectSetting =
  /^(PIP|UV)_(TARGET|PREFIX|ROOT|USER|REQUIRE_VIRTUALENV|REQUIRE_HASHES|PYTHON|NO_DEPS|REQUIREMENT|CONSTRAINT|NO_BINARY|ONLY_BINARY|CACHE_DIR|PROJECT_ENVIRONMENT|BREAK_SYSTEM_PACKAGES)$/;

/**
 * The part of our environment that pip and uv get: their index, proxies, certificates and the user's credentials. Their
 * words are English and without colours.
 */
export function packageToolEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = without(environment, (variable) => ownVariable.test(variable) || projectSetting.test(variable));
  return { ...kept, LC_ALL: "C.UTF-8", NO_COLOR: "1" };
}
