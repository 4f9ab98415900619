/* Functions of the kernel that macros call. Never part of a prepared header: clang forgets there which of them the loader must be told of. */
struct bpf_iter_num;
extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __weak __ksym;
extern int *bpf_iter_num_next(struct bpf_iter_num *it) __weak __ksym;
extern void bpf_iter_num_destroy(struct bpf_iter_num *it) __weak __ksym;
extern void *bpf_rdonly_cast(const void *object, unsigned int type) __weak __ksym;
