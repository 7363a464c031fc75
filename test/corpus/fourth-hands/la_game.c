/* engine maths: column vectors, row-major mat4 */
#include <string.h>
#include <math.h>
typedef struct { float x, y, z; } vec3;
typedef struct { float x, y, z, w; } vec4;
typedef struct { float m[4][4]; } mat4;
typedef struct { float m[9]; } mat3;
typedef struct { vec3 pos, vel, acc; float mass, drag; } body;

mat4 mat4_mul(const mat4 *a, const mat4 *b)
{
    mat4 r;
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < 4; j++) {
            float s = 0.0f;
            for (int k = 0; k < 4; k++) s += a->m[i][k] * b->m[k][j];
            r.m[i][j] = s;
        }
    return r;
}

void mat3_mul_unrolled(mat3 *out, const mat3 *pa, const mat3 *pb)
{
    const float *a = pa->m, *b = pb->m; float *o = out->m;
    o[0] = a[0]*b[0] + a[1]*b[3] + a[2]*b[6];
    o[1] = a[0]*b[1] + a[1]*b[4] + a[2]*b[7];
    o[2] = a[0]*b[2] + a[1]*b[5] + a[2]*b[8];
    o[3] = a[3]*b[0] + a[4]*b[3] + a[5]*b[6];
    o[4] = a[3]*b[1] + a[4]*b[4] + a[5]*b[7];
    o[5] = a[3]*b[2] + a[4]*b[5] + a[5]*b[8];
    o[6] = a[6]*b[0] + a[7]*b[3] + a[8]*b[6];
    o[7] = a[6]*b[1] + a[7]*b[4] + a[8]*b[7];
    o[8] = a[6]*b[2] + a[7]*b[5] + a[8]*b[8];
}

vec4 mat4_transform(const mat4 *m, vec4 v)
{
    vec4 r;
    r.x = m->m[0][0]*v.x + m->m[0][1]*v.y + m->m[0][2]*v.z + m->m[0][3]*v.w;
    r.y = m->m[1][0]*v.x + m->m[1][1]*v.y + m->m[1][2]*v.z + m->m[1][3]*v.w;
    r.z = m->m[2][0]*v.x + m->m[2][1]*v.y + m->m[2][2]*v.z + m->m[2][3]*v.w;
    r.w = m->m[3][0]*v.x + m->m[3][1]*v.y + m->m[3][2]*v.z + m->m[3][3]*v.w;
    return r;
}

/* world = parent * local for every bone */
void skeleton_compose(mat4 *world, const mat4 *parent, const mat4 *local, int nbones)
{
    while (nbones-- > 0) {
        for (int c = 0; c < 4; c++)
            for (int r = 0; r < 4; r++)
                world->m[r][c] = parent->m[r][0] * local->m[0][c] + parent->m[r][1] * local->m[1][c]
                               + parent->m[r][2] * local->m[2][c] + parent->m[r][3] * local->m[3][c];
        ++world; ++parent; ++local;
    }
}

void mat4_transpose_inplace(mat4 *m)
{
    for (int i = 0; i < 4; i++)
        for (int j = i + 1; j < 4; j++) { float t = m->m[i][j]; m->m[i][j] = m->m[j][i]; m->m[j][i] = t; }
}

/* inertia += mass * r r^T for a cloud of points: rank-1 updates */
void scatter_matrix(float C[3][3], const vec3 *p, const float *mass, int n)
{
    for (int q = 0; q < n; q++) {
        const float v[3] = { p[q].x, p[q].y, p[q].z };
        for (int i = 0; i < 3; i++) for (int j = 0; j < 3; j++) C[i][j] += mass[q] * v[i] * v[j];
    }
}

/* ---- look-alikes ---- */
void integrate_bodies(body *b, int n, float dt)
{
    for (int i = 0; i < n; i++, b++) {
        b->vel.x += dt * b->acc.x; b->vel.y += dt * b->acc.y; b->vel.z += dt * b->acc.z;
        float k = 1.0f - b->drag * dt; if (k < 0) k = 0;
        b->vel.x *= k; b->vel.y *= k; b->vel.z *= k;
        b->pos.x += dt * b->vel.x; b->pos.y += dt * b->vel.y; b->pos.z += dt * b->vel.z;
        if (b->pos.y < 0) { b->pos.y = 0; b->vel.y = -0.5f * b->vel.y; }
    }
}

void gravity_nbody(body *b, int n, float G, float soft)
{
    for (int i = 0; i < n; i++) {
        float ax = 0, ay = 0, az = 0;
        for (int j = 0; j < n; j++) {
            float dx = b[j].pos.x - b[i].pos.x, dy = b[j].pos.y - b[i].pos.y, dz = b[j].pos.z - b[i].pos.z;
            float d2 = dx*dx + dy*dy + dz*dz + soft;
            float inv = 1.0f / sqrtf(d2);
            float f = G * b[j].mass * inv * inv * inv;
            ax += f * dx; ay += f * dy; az += f * dz;
        }
        b[i].acc.x = ax; b[i].acc.y = ay; b[i].acc.z = az;
    }
}

void mat3_mul_elementwise(mat3 *out, const mat3 *a, const mat3 *b)
{
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
            float s = 0;
            for (int k = 0; k < 3; k++) s += a->m[i*3+j] * b->m[i*3+k];
            out->m[i*3+j] = s;
        }
}

int life_step(unsigned char *dst, const unsigned char *src, int w, int h)
{
    int alive = 0;
    for (int y = 1; y < h - 1; y++)
        for (int x = 1; x < w - 1; x++) {
            int s = 0;
            for (int dy = -1; dy <= 1; dy++) for (int dx = -1; dx <= 1; dx++)
                if (dx || dy) s += src[(y+dy)*w + x+dx];
            dst[y*w+x] = s == 3 || (s == 2 && src[y*w+x]);
            alive += dst[y*w+x];
        }
    return alive;
}

void vec3_cross_many(vec3 *out, const vec3 *a, const vec3 *b, int n)
{
    for (int i = 0; i < n; i++) {
        out[i].x = a[i].y*b[i].z - a[i].z*b[i].y;
        out[i].y = a[i].z*b[i].x - a[i].x*b[i].z;
        out[i].z = a[i].x*b[i].y - a[i].y*b[i].x;
    }
}
