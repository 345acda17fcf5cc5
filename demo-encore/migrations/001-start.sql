-- Everything that demo 7 keeps in memory, as tables.

-- A page compares it with the one it knows: another epoch is another database, whose numbers begin at 1 again.
create table epoch (id text primary key default md5(gen_random_uuid()::text));
insert into epoch default values;

-- The servers that run. One that doesn't say for a while that it is alive has died without a word.
create table servers (
  id uuid primary key,
  name text not null,
  key_hash bytea not null, -- of the host's key, which is valid on all servers
  started_at timestamptz not null default now(),
  seen_at timestamptz not null default now()
);

create table people (
  id uuid primary key default gen_random_uuid(),
  session_hash bytea unique, -- whoever reads the database can't come in as somebody else
  nickname text not null,
  address text not null default '',
  joined_at timestamptz not null default now(),
  arrived_at timestamptz not null default now(),
  left_at timestamptz,
  wrote_at timestamptz, -- for slow mode
  is_host boolean not null default false
);

-- Who has a nickname, and where they are. One row for each nickname, so that nobody can have it twice.
create table online (
  nickname_key text primary key, -- in lower case
  person uuid not null references people on delete cascade,
  kept_until timestamptz not null, -- 'infinity' while somebody is here
  room text,
  socket text, -- null for somebody who has left
  server uuid, -- no foreign key: what a dead server leaves behind is found by it
  here_since timestamptz not null default now()
);
create index on online (room) where socket is not null;
create index on online (person);

create table rooms (
  name_key text primary key, -- in lower case
  name text not null unique,
  opened_by uuid,
  opened_at timestamptz not null default now(),
  left_at timestamptz not null default now(), -- when the last person has left, or another after them
  last_number integer not null default 0, -- of the latest message
  polls integer not null default 0, -- how many there were
  frozen boolean not null default false,
  seconds integer not null default 0,
  canvas_version integer not null default 0,
  canvas_size integer not null default 0 -- in points
);
insert into rooms (name_key, name) values ('general', 'general'), ('random', 'random'), ('tech', 'tech');

create table messages (
  room text not null references rooms (name) on delete cascade,
  number integer not null,
  id uuid not null unique default gen_random_uuid(),
  author uuid not null,
  author_key text not null, -- the author's own id for it: the same message sent twice is known by it
  nickname text not null,
  is_host boolean not null,
  text text not null,
  sent_at timestamptz not null default now(),
  deleted_at timestamptz, -- the row stays, without its text: the same message sent again must not come back
  primary key (room, number),
  unique (author, author_key)
);

create table reactions (
  id bigint generated always as identity,
  message uuid not null references messages (id) on delete cascade,
  emoji text not null,
  person uuid not null,
  nickname text not null,
  primary key (message, emoji, person)
);

create table polls (
  id uuid primary key default gen_random_uuid(),
  position bigint generated always as identity,
  room text not null references rooms (name) on delete cascade,
  question text not null,
  options text[] not null,
  creator uuid not null,
  nickname text not null,
  closed boolean not null default false,
  version integer not null default 0, -- counts its changes
  created_at timestamptz not null default now()
);
create index on polls (room);

create table votes (
  poll uuid not null references polls on delete cascade,
  person uuid not null,
  option integer not null,
  primary key (poll, person)
);

create sequence stroke_ids;
create table strokes (
  id bigint primary key,
  position bigint generated always as identity, -- they are painted in this order
  room text not null references rooms (name) on delete cascade,
  author uuid not null,
  nickname text not null,
  color text not null,
  width text not null,
  points jsonb not null,
  size integer not null,
  cleared_by uuid, -- until then it can be brought back
  cleared_at timestamptz
);
create index on strokes (room, position);

-- Whom the host has removed.
create table removals (
  id bigint generated always as identity primary key,
  person uuid not null,
  session_hash bytea,
  nickname text not null,
  nickname_key text not null,
  until timestamptz not null
);

-- What the host and the servers have done, for the host to read.
create table actions (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  host text not null,
  what text not null
);

-- What is too long for a notification: @socket.io/postgres-adapter puts it here.
create table socket_io_attachments (
  id bigserial unique,
  created_at timestamptz default now(),
  payload bytea
);
