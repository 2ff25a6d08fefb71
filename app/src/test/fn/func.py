"""What the tests ask of a function made with the development kit for Python."""
import json
import os
import time

from fdk import response


def handler(ctx, data=None):
    body = data.getvalue()
    word = body[:32].decode("latin-1")
    if word == "fail":
        raise ValueError("it went wrong")
    if word == "late":
        raise TimeoutError("no time left")
    if word == "sleep":
        time.sleep(60)
    if word == "exit":
        os._exit(7)
    if word == "pid":
        return response.Response(ctx, response_data=str(os.getpid()))
    if word == "tell" or ctx.Method() is not None:
        told = {
            "id": ctx.CallID(),
            "deadline": ctx.Deadline(),
            "method": ctx.Method(),
            "url": ctx.RequestURL(),
            "headers": ctx.HTTPHeaders() or ctx.Headers(),
            "body": body.decode("latin-1"),
            "environment": {k: v for k, v in os.environ.items() if k.startswith("FN_")},
        }
        return response.Response(
            ctx,
            response_data=json.dumps(told),
            headers={"Content-Type": "application/json", "X-Own": "yes"},
            status_code=418 if ctx.Method() is not None else 200,
        )
    return response.Response(ctx, response_data=body, headers={"Content-Type": "application/octet-stream"})
