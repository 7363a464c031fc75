// Virtual functions whose table lies in another file than the constructors' callers.
struct Shape {
  virtual ~Shape() {}
  virtual void *make(unsigned long megabytes);
};
struct callbacks {
  void *(*make)(unsigned long megabytes);
};
extern const struct callbacks table;
