import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

/** The request in an event of API Gateway, payload format 2.0. */
export function requestOf(event: APIGatewayProxyEventV2): Request {
  const { rawPath, rawQueryString, headers: sent, cookies = [], body, isBase64Encoded, requestContext } = event;
  const headers = new Headers();
  // A header holds bytes; one that does not says nothing to us.
  for (const [name, value] of Object.entries(sent)) if (value !== undefined && !/[^\x00-\xff]/.test(value)) headers.set(name, value);
  if (cookies.length > 0) headers.set('cookie', cookies.join('; '));
  const { method } = requestContext.http;
  const address = `https://${requestContext.domainName}${rawPath}${rawQueryString === '' ? '' : `?${rawQueryString}`}`;
  const content =
    body === undefined || method === 'GET' || method === 'HEAD' ? null : Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  return new Request(address, { method, headers, body: content });
}

/** A response as API Gateway takes it: text as it is, anything else in base64. */
export async function resultOf(response: Response): Promise<APIGatewayProxyStructuredResultV2> {
  const headers: Record<string, string> = {};
  response.headers.forEach((value, name) => {
    if (name !== 'set-cookie') headers[name] = value;
  });
  const cookies = response.headers.getSetCookie();
  const bytes = Buffer.from(await response.arrayBuffer());
  const isText = /^text\/|[/+](json|xml)\b/.test(headers['content-type'] ?? 'text/plain');
  return {
    statusCode: response.status,
    headers,
    ...(cookies.length > 0 ? { cookies } : {}),
    body: bytes.toString(isText ? 'utf8' : 'base64'),
    isBase64Encoded: !isText,
  };
}
