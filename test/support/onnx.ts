import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { pipPackages } from './pip.ts';

const PACKAGES = ['onnxruntime==1.30.0', 'onnx==1.22.0'];

/** Fetches ONNX's checker and runtime on the first call. @returns the folder that Python imports them from */
function onnxPackages(): Promise<string> {
  return pipPackages(`onnx-${PACKAGES.map((one) => one.split('==')[1]).join('-')}`, PACKAGES);
}

export interface OnnxQuestion {
  readonly path: string;
  readonly inputs: readonly {
    type: 'float32' | 'int32';
    shape: readonly number[];
    values: readonly number[];
  }[];
}

export interface OnnxAnswer {
  /** Where checker or runtime refuse the file. */
  readonly error?: string;
  /** Names, and shapes with the names of free axes. */
  readonly inputs: readonly [name: string, shape: readonly (number | string)[]][];
  readonly outputs: readonly [name: string, values: readonly number[]][];
  readonly metadata: Readonly<Record<string, string>>;
}

/** What ONNX's own checker and runtime say of files. */
export async function onnxruntime(questions: readonly OnnxQuestion[]): Promise<OnnxAnswer[]> {
  const env = { ...process.env, PYTHONPATH: await onnxPackages() };
  const child = spawn('python3', ['-c', PROGRAM], { env });
  child.stdin.end(JSON.stringify(questions));
  const [output, said] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (output === '') throw new Error(said);
  return JSON.parse(output);
}

const PROGRAM = `
import json, sys
import numpy, onnx, onnxruntime
options = onnxruntime.SessionOptions()
options.log_severity_level = 3
answers = []
for one in json.load(sys.stdin):
    try:
        onnx.checker.check_model(one["path"], full_check=True)
        session = onnxruntime.InferenceSession(one["path"], options, providers=["CPUExecutionProvider"])
        given = {
            wanted.name: numpy.array(x["values"], x["type"]).reshape(x["shape"])
            for wanted, x in zip(session.get_inputs(), one["inputs"])
        }
        outputs = session.run(None, given)
        answers.append({
            "inputs": [(x.name, x.shape) for x in session.get_inputs()],
            "outputs": [(x.name, y.flatten().tolist()) for x, y in zip(session.get_outputs(), outputs)],
            "metadata": session.get_modelmeta().custom_metadata_map,
        })
    except Exception as error:
        answers.append({"error": str(error)[:400], "inputs": [], "outputs": [], "metadata": {}})
print(json.dumps(answers))`;
