import Fastify from 'fastify';
import pg from 'pg';

/** The smallest program that looks one user up by its key: what `GET /auth/me` is held against. A process of its own. */
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 20 });
const app = Fastify();
app.get('/users/:id', async ({ params }) => {
  const { rows } = await pool.query({ name: 'user', text: 'select id, email, username from users where id = $1', values: [params.id] });
  return { data: rows[0] };
});
const url = await app.listen({ host: '127.0.0.1', port: 0 });
process.stdout.write(`${url}\n`);
