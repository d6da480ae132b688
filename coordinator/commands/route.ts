import type { Route } from '../../net/http.ts';
import { bodyOf, refusal } from '../../net/requests.ts';
import { type Command, type CommandReply, parseCommand } from '../../proto/commands.ts';

const MOST_BYTES = 4_096;

/**
 * Commands from the live page: `POST` with a `Command` as JSON, answered by a `CommandReply`. The content type JSON
 * makes browsers ask for permission first where another site's page sends it (CORS preflight), which is not given.
 */
export function commandRoute(
  host: string,
  token: string,
  carryOut: (command: Command) => Promise<CommandReply>,
): Route {
  return async (request, response) => {
    const answer = (status: number, reply: CommandReply) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(reply));
    };
    const refuse = (status: number, message: string) => answer(status, { ok: false, message });
    const isJson = request.headers['content-type'] === 'application/json';
    const refused = isJson ? refusal(request, host, token) : 403;
    if (refused === 403) return refuse(403, 'only the live page may send commands');
    if (refused === 401) return refuse(401, 'this command needs the join token of the run');
    const body = await bodyOf(request, MOST_BYTES);
    const command = body && parseCommand(body.toString('utf8'));
    if (!command) return refuse(400, 'there is no such command');
    answer(200, await carryOut(command));
  };
}
