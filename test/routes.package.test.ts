/** What `npm run package` made of the routes: who is let in to each. */
import { describe, expect, it } from '@jest/globals';

import { resourcesOfType } from './support/packaged.ts';

const ofType = (type: string) => resourcesOfType(`AWS::ApiGatewayV2::${type}`);

it('lets people in by their token or their session, customers by a link, and product code and Stripe to routes that ask for a key or a signature', () => {
  const doors = ofType('Route').map(({ service, Properties }) => {
    const { RouteKey, AuthorizationType = 'NONE', AuthorizerId } = Properties;
    return { service, route: RouteKey, by: AuthorizationType, authorizer: (AuthorizerId as { Ref: string } | undefined)?.Ref };
  });
  expect(doors).toEqual([
    // Pages check the session of a browser themselves: sign-in.package.test.ts.
    { service: 'console', route: 'GET /', by: 'NONE', authorizer: undefined },
    { service: 'console', route: 'GET /{proxy+}', by: 'NONE', authorizer: undefined },
    { service: 'console', route: 'POST /{proxy+}', by: 'NONE', authorizer: undefined },
    { service: 'console', route: 'GET /v1/{proxy+}', by: 'JWT', authorizer: 'HttpApiAuthorizerPeople' },
    { service: 'console', route: 'POST /v1/{proxy+}', by: 'JWT', authorizer: 'HttpApiAuthorizerPeople' },
    // Customers have no login: the link they were sent says which document it leads to, under a tag of the seller's key.
    { service: 'console', route: 'GET /i/{proxy+}', by: 'NONE', authorizer: undefined },
    { service: 'console', route: 'POST /i/{proxy+}', by: 'NONE', authorizer: undefined },
    { service: 'invoicing', route: 'GET /v1/customers/{customerId}/preview', by: 'NONE', authorizer: undefined },
    { service: 'orders', route: 'POST /v1/orders', by: 'NONE', authorizer: undefined },
    { service: 'orders', route: 'POST /v1/orders/{orderId}/change', by: 'NONE', authorizer: undefined },
    { service: 'orders', route: 'GET /v1/orders/{orderId}', by: 'NONE', authorizer: undefined },
    { service: 'payment-collection', route: 'POST /v1/webhooks/stripe', by: 'NONE', authorizer: undefined },
    { service: 'pricing', route: 'GET /v1/customers/{customerId}/usage', by: 'NONE', authorizer: undefined },
    { service: 'usage-ingestion', route: 'POST /v1/usage', by: 'NONE', authorizer: undefined },
  ]);
});

it('asks the issuer of the stage who a person is, for tokens that are meant for us', () => {
  expect(ofType('Authorizer').map(({ service, id, Properties }) => ({ service, id, Properties }))).toEqual(
    ['console'].map((service) => ({
      service,
      id: 'HttpApiAuthorizerPeople',
      Properties: {
        ApiId: { Ref: 'HttpApi' },
        Name: 'people',
        AuthorizerType: 'JWT',
        IdentitySource: ['$request.header.Authorization'],
        JwtConfiguration: { Issuer: 'https://login.example.com/', Audience: ['stepbill'] },
      },
    })),
  );
});

describe.each(ofType('Api'))('the HTTP API of $service', ({ service, Properties }) => {
  it('is open to no other web page', () => expect(Properties).not.toHaveProperty('CorsConfiguration'));

  it('logs no request: addresses and headers of people stay out of the logs', () => {
    const stages = ofType('Stage').filter((stage) => stage.service === service);
    expect(stages).toHaveLength(1);
    expect(stages[0]?.Properties).not.toHaveProperty('AccessLogSettings');
  });
});
