// What the tests ask of a function made with the development kit for Node.
const fdk = require('@fnproject/fdk')

fdk.handle((body, ctx) => {
  const word = body.subarray(0, 32).toString('latin1')
  if (word === 'fail') {
    throw new Error('it went wrong')
  }
  if (word === 'sleep') {
    return new Promise(resolve => setTimeout(resolve, 60000))
  }
  if (word === 'exit') {
    process.exit(7)
  }
  if (word === 'pid') {
    return fdk.rawResult(String(process.pid))
  }
  const gateway = ctx.httpGateway
  if (word === 'tell' || gateway.method !== null) {
    if (gateway.method !== null) {
      gateway.statusCode = 418
      gateway.setResponseHeader('X-Own', 'yes')
    }
    return {
      id: ctx.callID,
      deadline: ctx.deadline,
      method: gateway.method,
      url: gateway.requestURL,
      headers: gateway.method === null ? ctx.headers : gateway.headers,
      body: body.toString('latin1')
    }
  }
  ctx.responseContentType = 'application/octet-stream'
  return fdk.rawResult(body)
}, { inputMode: 'buffer' })
