{{ objectif('psa-clermont', '2.3') }}
