// The physical limit: the index's algorithms in C++, kernels only. Started with a file of vectors (made by
// index.bench.mjs), it reads one command a line, `<kernel> <queries> <k>`, and answers with nanoseconds of processor time a query and a
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
constexpr int bandsMax = 8;

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
  const double shares[] = {0.05, 0.12, 0.2, 0.3, 0.42, 0.56, 0.75, 1.1};
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

// All terms, one pass over the accumulators with a threshold that rises.
static double exhaustive(uint32_t q, size_t k) {
  vector<Candidate> found;
  found.reserve(8 * k + 4096);
  float threshold = scoreFloor;
  for (size_t s = 0; s < segments.size(); s++) {
    for (uint64_t i = starts[q]; i < starts[q + 1]; i++) accumulate(segments[s][ids[i]], weights[i]);
    uint32_t base = s * segmentSlots, size = std::min(segmentSlots, documents - base);
    if (q - base < segmentSlots) accumulators[q - base] = 0;
    for (uint32_t from = 0; from < size; from += 1024) {
      uint32_t to = std::min(size, from + 1024);
      for (uint32_t i = from; i < to; i++)
        if (accumulators[i] >= threshold) found.push_back({accumulators[i], base + i});
      if (found.size() > 4 * k) keepBest(found, k, threshold);
    }
    memset(accumulators, 0, size * sizeof(float));
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

// Rare terms first; once the bound on what is left (Cauchy-Schwarz) lets few through, those are looked at one by one.
static double banded(uint32_t q, size_t k) {
  vector<Candidate> found, nominated;
  float threshold = scoreFloor;
  for (uint64_t i = starts[q]; i < starts[q + 1]; i++) dense[ids[i]] = weights[i];
  for (size_t s = 0; s < segments.size(); s++) {
    uint32_t base = s * segmentSlots, size = std::min(segmentSlots, documents - base);
    uint64_t i = starts[q];
    for (size_t band = 0; band < bandEnds.size(); band++) {
      for (; i < starts[q + 1] && ids[i] < bandEnds[band]; i++) accumulate(segments[s][ids[i]], weights[i]);
      if (q - base < segmentSlots) accumulators[q - base] = 0;
      float tail = bandTails[band][q] * 1.000001f + 1e-6f;
      const float *tails = bandTails[band].data() + base;
      // The k-th best sum so far is a lower bound of the k-th best score.
      vector<Candidate> best;
      float lower = threshold;
      for (uint32_t d = 0; d < size; d++)
        if (accumulators[d] > lower) {
          best.push_back({accumulators[d], base + d});
          if (best.size() > 4 * k) keepBest(best, k, lower);
        }
      keepBest(best, k, lower);
      nominated.clear();
      for (uint32_t d = 0; d < size; d++) {
        float bound = accumulators[d] + tail * tails[d] + 1e-5f;
        if (bound >= lower) nominated.push_back({bound, base + d});
      }
      if (band + 1 == bandEnds.size() || nominated.size() < size / 100 + 2 * k) break;
    }
    std::sort(nominated.begin(), nominated.end(), better);
    for (auto &c : nominated) {
      if (c.score < threshold) break;
      if (c.row == q) continue;
      float score = dot(c.row);
      if (score < threshold) continue;
      found.push_back({score, c.row});
      if (found.size() > 2 * k) keepBest(found, k, threshold);
    }
    keepBest(found, k, threshold);
    memset(accumulators, 0, size * sizeof(float));
  }
  for (uint64_t i = starts[q]; i < starts[q + 1]; i++) dense[ids[i]] = 0;
  double sum = 0;
  for (auto &c : found) sum += c.score;
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
    bool isBanded = !strcmp(kernel, "banded");
    double sum = 0;
    double from = processorNanoseconds();
    for (unsigned i = 0; i < queries; i++) {
      uint32_t q = uint32_t(uint64_t(i) * documents / queries);
      sum += isBanded ? banded(q, k) : exhaustive(q, k);
    }
    printf("%.1f %.4f\n", (processorNanoseconds() - from) / queries, sum);
    fflush(stdout);
  }
}
