"""MiniStack as it is, but for four things that it can't be told from outside.

A function that fails answers with the name of its error, as Lambda's runtime for Node does: MiniStack says
"Runtime.HandlerError" for all of them, and no Retry or Catch by name would ever match.

Who answers a task token must be allowed to do so on the state machine that waits for it, and who sends a mail on the
identity it is sent from: MiniStack asks for "*".

It listens on the one port it was given: for the super-user it would take 443 as well.
"""

import json
from contextvars import ContextVar

from ministack import app
from ministack.core import iam_actions, lambda_runtime
from ministack.services import lambda_svc, stepfunctions

WITHOUT_NAME = "error: String(err.message || err), trace"
WITH_NAME = "error: `${err.name}\\n${err.message}`, trace"

execute_function = lambda_svc._execute_function_warm
execute_task = stepfunctions._execute_task
invoke_with_callback = stepfunctions._invoke_with_callback
extract_resource_arn = iam_actions.extract_resource_arn

machine_at_work = ContextVar("machine_at_work")
machine_of_token = {}


def execute_function_with_error_name(func, event, request_id):
    result = execute_function(func, event, request_id)
    if result.get("error"):
        name, separator, message = result["body"].get("errorMessage", "").partition("\n")
        if separator:
            result["body"].update(errorType=name, errorMessage=message)
    return result


def execute_task_of_machine(state_def, raw_input, execution, ctx):
    machine_at_work.set(execution["stateMachineArn"])
    return execute_task(state_def, raw_input, execution, ctx)


def invoke_with_callback_of_machine(resource, input_data, token, state_def):
    machine_of_token[token] = machine_at_work.get()
    return invoke_with_callback(resource, input_data, token, state_def)


def resource_arn(service, method, path, headers, body, query_params, region, account_id):
    if service == "states" and b'"taskToken"' in body:
        return machine_of_token.get(json.loads(body)["taskToken"], "*")
    if service == "ses" and path == "/v2/email/outbound-emails":
        domain = json.loads(body)["FromEmailAddress"].partition("@")[2]
        return f"arn:aws:ses:{region}:{account_id}:identity/{domain}"
    return extract_resource_arn(service, method, path, headers, body, query_params, region, account_id)


if WITHOUT_NAME not in lambda_runtime._NODEJS_WORKER_SCRIPT:
    raise SystemExit("This version of MiniStack sends errors in another way: see test/aws/emulator.py.")
lambda_runtime._NODEJS_WORKER_SCRIPT = lambda_runtime._NODEJS_WORKER_SCRIPT.replace(WITHOUT_NAME, WITH_NAME)
lambda_svc._execute_function_warm = execute_function_with_error_name
stepfunctions._execute_task = execute_task_of_machine
stepfunctions._invoke_with_callback = invoke_with_callback_of_machine
iam_actions.extract_resource_arn = resource_arn
app._port_is_bindable = lambda host, port: False
app.main()
