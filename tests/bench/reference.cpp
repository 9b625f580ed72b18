// The physical limit: the index's algorithms in C++, kernels only. Started with a file of vectors (made by
// peers.mjs), it reads one command a line, `<kernel> <queries> <k>`, and answers with nanoseconds of processor time a query and a
// checksum of the scores. Single precision throughout; the answers are nominations, nothing is verified but in `banded`.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <string>
#include <vector>

using std::vector;

struct Postings {
  vector<uint16_t> slots;
  vector<float> impacts;
};
struct Candidate {
  float score;
  uint32_t row;
};

constexpr uint32_t segmentSlots = 65536;
constexpr float scoreFloor = 0.05f;
constexpr int bandsMax = 6;

static uint32_t documents, terms;
static vector<uint64_t> starts;
static vector<uint32_t> ids;  // terms of a document, from rare to common
static vector<float> weights;
static vector<uint32_t> frequencies;
static vector<vector<Postings>> segments;
static vector<uint32_t> bandEnds;       // first term id beyond each band
static vector<vector<float>> bandTails; // [band][document]: length of what lies beyond the band
static float accumulators[segmentSlots];

static void load(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) exit(2);
  auto read = [&](void *to, size_t bytes) {
    if (fread(to, 1, bytes, file) != bytes) exit(3);
  };
  read(&documents, 4);
  read(&terms, 4);
  vector<uint32_t> lengths(documents);
  read(lengths.data(), 4ull * documents);
  starts.assign(documents + 1, 0);
  for (uint32_t d = 0; d < documents; d++) starts[d + 1] = starts[d] + lengths[d];
  ids.resize(starts[documents]);
  weights.resize(starts[documents]);
  read(ids.data(), 4ull * ids.size());
  read(weights.data(), 4ull * weights.size());
  fclose(file);
  frequencies.assign(terms, 0);
  for (uint32_t id : ids) frequencies[id]++;
}

static void build() {
  for (uint32_t from = 0; from < documents; from += segmentSlots) {
    vector<Postings> lists(terms);
    for (uint32_t d = from; d < std::min(documents, from + segmentSlots); d++)
      for (uint64_t i = starts[d]; i < starts[d + 1]; i++) {
        lists[ids[i]].slots.push_back(d - from);
        lists[ids[i]].impacts.push_back(weights[i]);
      }
    segments.push_back(std::move(lists));
  }
  // Bands of growing shares of all postings that queries meet: the last, commonest terms make most of them.
  double total = 0, sum = 0;
  for (uint32_t f : frequencies) total += double(f) * f;
  const double shares[] = {0.15, 0.27, 0.39, 0.51, 0.63, 0.75};
  int band = 0;
  for (uint32_t t = 0; t < terms; t++) {
    sum += double(frequencies[t]) * frequencies[t];
    if (band < bandsMax && sum > shares[band] * total) {
      bandEnds.push_back(t + 1);
      band++;
    }
  }
  bandEnds.push_back(terms);
  for (uint32_t end : bandEnds) {
    vector<float> tails(documents);
    for (uint32_t d = 0; d < documents; d++) {
      double squares = 0;
      for (uint64_t i = starts[d]; i < starts[d + 1]; i++)
        if (ids[i] >= end) squares += double(weights[i]) * weights[i];
      tails[d] = float(std::sqrt(squares)) * 1.000001f;
    }
    bandTails.push_back(std::move(tails));
  }
}

static inline void accumulate(const Postings &list, float weight) {
  const uint16_t *slots = list.slots.data();
  const float *impacts = list.impacts.data();
  size_t count = list.slots.size(), i = 0;
  for (; i + 4 <= count; i += 4) {
    accumulators[slots[i]] += weight * impacts[i];
    accumulators[slots[i + 1]] += weight * impacts[i + 1];
    accumulators[slots[i + 2]] += weight * impacts[i + 2];
    accumulators[slots[i + 3]] += weight * impacts[i + 3];
  }
  for (; i < count; i++) accumulators[slots[i]] += weight * impacts[i];
}

static bool better(const Candidate &a, const Candidate &b) {
  return a.score != b.score ? a.score > b.score : a.row > b.row;
}

static void keepBest(vector<Candidate> &found, size_t k, float &threshold) {
  if (found.size() <= k) return;
  std::nth_element(found.begin(), found.begin() + (k - 1), found.end(), better);
  found.resize(k);
  threshold = std::max(threshold, found[k - 1].score);
}

// Adds the rows of a segment whose sum reaches a threshold that rises with what has been found.
static void gather(vector<Candidate> &found, uint32_t base, uint32_t size, size_t k, float &threshold, bool isClearing) {
  for (uint32_t from = 0; from < size; from += 1024) {
    const uint32_t to = std::min(size, from + 1024);
    for (uint32_t block = from; block < to; block += 16) {
      const uint32_t end = std::min(to, block + 16);
      bool isAny = false;
      for (uint32_t i = block; i < end; i++) isAny |= accumulators[i] >= threshold;
      if (!isAny) continue;
      for (uint32_t i = block; i < end; i++)
        if (accumulators[i] >= threshold) found.push_back({accumulators[i], base + i});
    }
    if (isClearing) memset(accumulators + from, 0, (to - from) * sizeof(float));
    if (found.size() > 4 * k + 64) keepBest(found, k, threshold);
  }
}

// All terms, one pass over the accumulators.
static double exhaustive(uint32_t q, size_t k) {
  static vector<Candidate> found;
  found.clear();
  float threshold = scoreFloor;
  for (size_t s = 0; s < segments.size(); s++) {
    for (uint64_t i = starts[q]; i < starts[q + 1]; i++) accumulate(segments[s][ids[i]], weights[i]);
    const uint32_t base = s * segmentSlots, size = std::min(segmentSlots, documents - base);
    if (q - base < segmentSlots) accumulators[q - base] = 0;
    gather(found, base, size, k, threshold, true);
  }
  keepBest(found, k, threshold);
  double sum = 0;
  for (auto &c : found) sum += c.score;
  return sum;
}

static vector<float> dense;

static float dot(uint32_t d) {
  double sum = 0;
  for (uint64_t i = starts[d]; i < starts[d + 1]; i++) sum += double(dense[ids[i]]) * weights[i];
  return float(sum);
}

// Rare terms first, a band at a time; once the bound on what is left (Cauchy-Schwarz) lets fewer rows through than the next
// band has postings to pay for, those are looked at one by one.
static double banded(uint32_t q, size_t k) {
  static vector<Candidate> found, partial, nominated;
  found.clear();
  float threshold = scoreFloor;
  const float error = 1 - 1.3e-7f * float(starts[q + 1] - starts[q] + 3);
  for (uint64_t i = starts[q]; i < starts[q + 1]; i++) dense[ids[i]] = weights[i];
  const auto raise = [&](vector<Candidate> &list) {
    if (list.size() <= k) return;
    keepBest(list, k, threshold);
    threshold = std::max(threshold, list.back().score * error - 1e-6f);
  };
  for (size_t s = 0; s < segments.size(); s++) {
    const uint32_t base = s * segmentSlots, size = std::min(segmentSlots, documents - base);
    uint64_t i = starts[q];
    bool isDone = false;
    for (size_t band = 0; band + 1 < bandEnds.size() && !isDone; band++) {
      for (; i < starts[q + 1] && ids[i] < bandEnds[band]; i++) accumulate(segments[s][ids[i]], weights[i]);
      if (q - base < segmentSlots) accumulators[q - base] = 0;
      partial = found;
      gather(partial, base, size, k, threshold, false);
      raise(partial);
      size_t ahead = 0;
      for (uint64_t j = i; j < starts[q + 1] && ids[j] < bandEnds[band + 1]; j++)
        ahead += segments[s][ids[j]].slots.size();
      const size_t most = ahead / (1.2 * (starts[q + 1] - starts[q]));
      const float tail = bandTails[band][q] * 1.000001f;
      const float *tails = bandTails[band].data() + base;
      nominated.clear();
      for (uint32_t from = 0; from < size && nominated.size() <= most; from += 16) {
        const uint32_t to = std::min(size, from + 16);
        bool isAny = false;
        for (uint32_t d = from; d < to; d++) isAny |= accumulators[d] + tail * tails[d] >= threshold;
        if (!isAny) continue;
        for (uint32_t d = from; d < to; d++) {
          const float bound = accumulators[d] + tail * tails[d];
          if (bound >= threshold) nominated.push_back({bound, base + d});
        }
      }
      if (nominated.size() > most) continue;
      isDone = true;
      const auto look = [&](uint32_t row) {
        found.push_back({dot(row), row});
        if (found.size() > 4 * k) raise(found);
      };
      for (auto &c : partial)
        if (c.row >= base) {
          look(c.row);
          accumulators[c.row - base] = -1e30f;
        }
      raise(found);
      for (auto &c : nominated)
        if (c.score >= threshold && c.row != q && accumulators[c.row - base] > -1e29f) look(c.row);
    }
    if (!isDone) {
      for (; i < starts[q + 1]; i++) accumulate(segments[s][ids[i]], weights[i]);
      if (q - base < segmentSlots) accumulators[q - base] = 0;
      gather(found, base, size, k, threshold, false);
    }
    raise(found);
    memset(accumulators, 0, size * sizeof(float));
  }
  for (uint64_t i = starts[q]; i < starts[q + 1]; i++) dense[ids[i]] = 0;
  keepBest(found, k, threshold);
  double sum = 0;
  for (auto &c : found) sum += c.score;
  return sum;
}

// What sparse_dot_topn does (ING Bank, "sp_matmul_topn"): Gustavson's product row by row with a linked list of the columns
// that were touched, of which those above a rising bound go into a heap of the best k.
static vector<uint64_t> listStarts;
static vector<uint32_t> listRows;
static vector<float> listWeights;

static void buildColumns() {
  listStarts.assign(terms + 1, 0);
  for (uint32_t t = 0; t < terms; t++) listStarts[t + 1] = listStarts[t] + frequencies[t];
  vector<uint64_t> next(listStarts.begin(), listStarts.end() - 1);
  listRows.resize(ids.size());
  listWeights.resize(ids.size());
  for (uint32_t d = 0; d < documents; d++)
    for (uint64_t i = starts[d]; i < starts[d + 1]; i++) {
      listRows[next[ids[i]]] = d;
      listWeights[next[ids[i]]++] = weights[i];
    }
}

static double sparseDotTopN(uint32_t q, size_t k) {
  if (listStarts.empty()) buildColumns();
  static vector<int32_t> next(documents, -1);
  static vector<float> sums(documents, 0);
  int32_t head = -2;
  size_t touched = 0;
  for (uint64_t i = starts[q]; i < starts[q + 1]; i++) {
    const float weight = weights[i];
    for (uint64_t at = listStarts[ids[i]]; at < listStarts[ids[i] + 1]; at++) {
      const uint32_t row = listRows[at];
      sums[row] += weight * listWeights[at];
      if (next[row] == -1) {
        next[row] = head;
        head = row;
        touched++;
      }
    }
  }
  vector<Candidate> heap;
  heap.reserve(k + 1);
  float threshold = scoreFloor;
  while (touched-- > 0) {
    const float score = sums[head];
    if (score >= threshold && uint32_t(head) != q) {
      heap.push_back({score, uint32_t(head)});
      std::push_heap(heap.begin(), heap.end(), better);
      if (heap.size() > k) {
        std::pop_heap(heap.begin(), heap.end(), better);
        heap.pop_back();
        threshold = heap.front().score;
      }
    }
    const int32_t row = head;
    head = next[row];
    next[row] = -1;
    sums[row] = 0;
  }
  double sum = 0;
  for (auto &c : heap) sum += c.score;
  return sum;
}

static double processorNanoseconds() {
  timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return time.tv_sec * 1e9 + time.tv_nsec;
}

int main(int, char **arguments) {
  load(arguments[1]);
  build();
  dense.assign(terms, 0);
  char kernel[32];
  unsigned queries, k;
  puts("ready");
  fflush(stdout);
  while (scanf("%31s %u %u", kernel, &queries, &k) == 3) {
    const auto run = !strcmp(kernel, "banded") ? banded : !strcmp(kernel, "sparse_dot_topn") ? sparseDotTopN : exhaustive;
    run(0, k);
    double sum = 0;
    double from = processorNanoseconds();
    for (unsigned i = 0; i < queries; i++) {
      uint32_t q = uint32_t(uint64_t(i) * documents / queries);
      sum += run(q, k);
    }
    printf("%.1f %.4f\n", (processorNanoseconds() - from) / queries, sum);
    fflush(stdout);
  }
}
