import { type ChildProcess, spawn } from "node:child_process";
import {
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
  status,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import language from "@pulumi/pulumi/proto/language_pb.js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import {
  attachedProviders,
  directDependencies,
  type InstalledPackage,
  installedPackages,
} from "./pulumi-packages.ts";
import { type ProgramRun, startProgram } from "./run-program.ts";

/** The version that the engine is told; the engine only shows it. */
const HOST_VERSION = "0.1.0";

type Unary<Request, Response> = (request: Request) => Response | Promise<Response>;

/** The handlers of `pulumirpc.LanguageRuntime`. Methods not given here answer UNIMPLEMENTED. */
export function languageService({ engineAddress }: { engineAddress: string }): {
  handlers: UntypedServiceImplementation;
  stop: () => void;
} {
  const children = new Set<ChildProcess>();
  const stop = () => {
    for (const child of children) child.kill("SIGINT");
  };
  let engine = engineAddress;

  const run: Unary<language.RunRequest, language.RunResponse> = async (request) => {
    const { child, result } = startProgram(programRun(request, engine));
    children.add(child);
    try {
      const { error, bail } = await result;
      const response = new language.RunResponse();
      response.setError(error);
      response.setBail(bail);
      return response;
    } finally {
      children.delete(child);
    }
  };

  const handlers: UntypedServiceImplementation = {
    handshake: unary((request: language.LanguageHandshakeRequest) => {
      engine = request.getEngineAddress();
      return new language.LanguageHandshakeResponse();
    }),
    getPluginInfo: unary(pluginInfo),
    getRequiredPackages: unary(requiredPackages),
    getProgramDependencies: unary(programDependencies),
    about: unary(about),
    run: unary(run),
    runtimeOptionsPrompts: unary(() => new language.RuntimeOptionsResponse()),
    template: unary(() => new language.TemplateResponse()),
    installDependencies: (stream: InstallStream) => {
      children.add(installDependencies(stream));
    },
    cancel: unary(() => {
      stop();
      return new empty.Empty();
    }),
  };
  return { handlers, stop };
}

function unary<Request, Response>(handle: Unary<Request, Response>) {
  return (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>) => {
    Promise.resolve(call.request)
      .then(handle)
      .then(
        (response) => callback(null, response),
        (error: Error) => callback({ code: status.UNKNOWN, details: error.message }),
      );
  };
}

function programRun(request: language.RunRequest, engineAddress: string): ProgramRun {
  const info = request.getInfo();
  const options = info?.getOptions()?.toJavaScript() ?? {};
  const nodeArgs = typeof options.nodeargs === "string" ? options.nodeargs : "";
  return {
    engineAddress,
    monitorAddress: request.getMonitorAddress(),
    organization: request.getOrganization(),
    project: request.getProject(),
    stack: request.getStack(),
    rootDirectory: info?.getRootDirectory() ?? request.getPwd(),
    programDirectory: info?.getProgramDirectory() ?? request.getPwd(),
    workingDirectory: request.getPwd(),
    entryPoint: info?.getEntryPoint() ?? request.getProgram(),
    args: request.getArgsList(),
    dryRun: request.getDryrun(),
    parallel: request.getParallel(),
    config: Object.fromEntries(request.getConfigMap().entries()),
    configSecretKeys: request.getConfigsecretkeysList(),
    nodeArgs: nodeArgs.split(" ").filter((argument) => argument !== ""),
  };
}

function pluginInfo(): plugin.PluginInfo {
  const info = new plugin.PluginInfo();
  info.setVersion(HOST_VERSION);
  return info;
}

function requiredPackages(
  request: language.GetRequiredPackagesRequest,
): language.GetRequiredPackagesResponse {
  const directory = request.getInfo()?.getProgramDirectory() ?? process.cwd();
  const attached = attachedProviders(process.env.PULUMI_DEBUG_PROVIDERS);
  const response = new language.GetRequiredPackagesResponse();
  for (const { plugin: found } of installedPackages(directory)) {
    if (found !== undefined && !attached.has(found.name)) {
      response.addPackages(resourcePlugin(found));
    }
  }
  return response;
}

function resourcePlugin(found: NonNullable<InstalledPackage["plugin"]>): plugin.PackageDependency {
  const dependency = new plugin.PackageDependency();
  dependency.setName(found.name);
  dependency.setKind("resource");
  dependency.setVersion(found.version);
  dependency.setServer(found.server);
  return dependency;
}

function programDependencies(
  request: language.GetProgramDependenciesRequest,
): language.GetProgramDependenciesResponse {
  const directory = request.getInfo()?.getProgramDirectory() ?? process.cwd();
  const find = request.getTransitivedependencies() ? installedPackages : directDependencies;
  const response = new language.GetProgramDependenciesResponse();
  for (const { name, version } of find(directory)) {
    const dependency = new language.DependencyInfo();
    dependency.setName(name);
    dependency.setVersion(version);
    response.addDependencies(dependency);
  }
  return response;
}

function about(): language.AboutResponse {
  const response = new language.AboutResponse();
  response.setExecutable(process.execPath);
  response.setVersion(process.version);
  return response;
}

type InstallStream = ServerWritableStream<
  language.InstallDependenciesRequest,
  language.InstallDependenciesResponse
>;

function installDependencies(stream: InstallStream): ChildProcess {
  const cwd = stream.request.getInfo()?.getProgramDirectory() ?? process.cwd();
  const npm = spawn("npm", ["install"], { cwd, stdio: ["ignore", "pipe", "pipe"] });
  npm.stdout.on("data", (bytes: Buffer) => {
    stream.write(new language.InstallDependenciesResponse().setStdout(bytes));
  });
  npm.stderr.on("data", (bytes: Buffer) => {
    stream.write(new language.InstallDependenciesResponse().setStderr(bytes));
  });
  npm.once("error", (error) => stream.destroy(error));
  npm.once("close", (code) => {
    if (code === 0) stream.end();
    else stream.destroy(new Error(`npm install in ${cwd} exited with code ${code}.`));
  });
  return npm;
}
